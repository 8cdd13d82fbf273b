import { describe, expect, it } from "vitest";
import { pricesOf } from "../../../app/runner/check-price.ts";

describe("what models charge", () => {
  it("is what the operator says, nothing for models of one's own, and else not known", () => {
    expect(pricesOf({ price: { prompt: 1, completion: 2 } }, ["ollama"])).toEqual({
      promptPerMillion: 1,
      completionPerMillion: 2,
    });
    expect(pricesOf({}, ["offline", "ollama"])).toEqual({ promptPerMillion: 0, completionPerMillion: 0 });
    expect(pricesOf({}, ["ollama", "together"])).toBeUndefined();
  });

  it("must be known of every model that may be asked, where the cost has a cap", () => {
    expect(() => pricesOf({ maxCost: 0.01 }, ["ollama", "together"])).toThrow("what together charges is not known");
    expect(pricesOf({ maxCost: 0.01 }, ["ollama"])).toBeDefined();
  });
});
