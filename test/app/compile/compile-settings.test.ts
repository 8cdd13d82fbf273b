import { describe, expect, it } from "vitest";
import { type CompileSettings, checkCompileSettings } from "../../../app/compile/compile-settings.ts";

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
    expect(check({ optimizer: "gepa", set: ["trials=3", "minibatch=2"] }).overrides).toEqual({
      trials: 3,
      minibatch: 2,
    });
  });

  const wrong: readonly (readonly [Partial<CompileSettings>, string])[] = [
    [{ optimizer: "knm" }, '--optimizer: there is no optimizer "knm"; did you mean knn?'],
    [{ optimizer: "toString" }, '--optimizer: there is no optimizer "toString"'],
    [{ set: ["kk=3"] }, '--set: there is no setting "kk"; did you mean k?'],
    [{ set: ["k"] }, "--set: k is given without a value\n  expected: k=NUMBER"],
    [{ set: ["order"] }, "expected: order=nearest-first or order=nearest-last"],
    [{ set: ["k=-1"] }, "--set: k cannot be -1\n  expected: a whole number from 0 to 50"],
    [{ set: ["k=2.5"] }, "--set: k cannot be 2.5"],
    [{ set: ["floor=-2"] }, "--set: floor cannot be -2\n  expected: a number from -1 to 1"],
    [{ set: ["k=8", "pinned=9"] }, "--set: 9 pinned demos are more than the 8 that a prompt holds"],
    [{ set: ["k=many"] }, '--set: k is given as "many"'],
    [{ set: ["k="] }, '--set: k is given as ""'],
    [{ set: ["order=nearest-lats"] }, '--set: there is no order "nearest-lats"; did you mean nearest-last?'],
    [{ set: ["made=2"] }, '--set: there is no setting "made"'],
    [{ optimizer: "bootstrap", set: ["trials=2"] }, '--set: there is no setting "trials"'],
    [{ budgetCalls: 0 }, "--budget-calls: 0 calls allow nothing"],
    [{ maxCost: 0 }, "--max-cost: 0 US dollars allow nothing"],
    [{ concurrency: 0 }, "--concurrency: 0 calls at once allow nothing"],
  ];
  it.each(wrong)("%j cannot be used, and it is said why", (given, why) => {
    expect(() => check(given)).toThrow(why);
  });
});
