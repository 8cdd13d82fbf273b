import { describe, expect, it } from "vitest";
import { type CompileSettings, checkCompileSettings } from "../../app/compile-settings.ts";

const check = (given: Partial<CompileSettings>) => checkCompileSettings({ name: "one", ...given });

describe("the settings of a compile", () => {
  it("are those of a search where nothing is said", () => {
    expect(check({})).toEqual({ name: "one", optimizer: "search", overrides: {} });
  });

  it("take settings of the optimizer in whatever way they are written", () => {
    expect(check({ set: ["k=3", "last-weight = 0.5", "history_messages=2", "order=nearest-last"] }).overrides).toEqual({
      k: 3,
      lastWeight: 0.5,
      historyMessages: 2,
      order: "nearest-last",
    });
    expect(check({ optimizer: "bootstrap", set: ["made=2", "threshold=0.4"] }).overrides).toEqual({
      made: 2,
      threshold: 0.4,
    });
  });

  it("take a price for both, or for each", () => {
    expect(check({ price: "0.88" }).price).toEqual({ prompt: 0.88, completion: 0.88 });
    expect(check({ price: "0.15/0.6" }).price).toEqual({ prompt: 0.15, completion: 0.6 });
    expect(check({ price: "0/0" }).price).toEqual({ prompt: 0, completion: 0 });
  });

  const wrong: readonly (readonly [Partial<CompileSettings>, string])[] = [
    [{ optimizer: "knm" }, '--optimizer: there is no optimizer "knm"; did you mean knn?'],
    [{ optimizer: "toString" }, '--optimizer: there is no optimizer "toString"'],
    [{ set: ["kk=3"] }, '--set: there is no setting "kk"; did you mean k?'],
    [{ set: ["k"] }, '--set: there is no setting "k"'],
    [{ set: ["k=many"] }, '--set: k is given as "many"'],
    [{ set: ["k="] }, '--set: k is given as ""'],
    [{ set: ["order=nearest-lats"] }, '--set: there is no order "nearest-lats"; did you mean nearest-last?'],
    [{ set: ["made=2"] }, '--set: there is no setting "made"'],
    [{ budgetCalls: 0 }, "--budget-calls: 0 calls allow nothing"],
    [{ maxCost: 0 }, "--max-cost: 0 US dollars allow nothing"],
    [{ concurrency: 0 }, "--concurrency: 0 calls at once allow nothing"],
    [{ price: "cheap" }, '--price: "cheap" is no price'],
    [{ price: "1/2/3" }, '--price: "1/2/3" is no price'],
    [{ price: "-1/2" }, '--price: "-1/2" is no price'],
    [{ price: "/" }, '--price: "/" is no price'],
  ];
  it.each(wrong)("%j cannot be used, and it is said why", (given, why) => {
    expect(() => check(given)).toThrow(why);
  });
});
