import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chrf, chrfMetric } from "../../../evals/metrics/chrf.ts";
import { prediction } from "./make-prediction.ts";

describe("chrF", () => {
  it.each([
    ["a", "a", 1],
    ["a", "b", 0],
    ["", "reference", 0],
    // One of two 1-grams, none of the one 2-gram: P = R = (1/2 + 0) / 2.
    ["aa", "ab", 0.25],
    ["a b c", "abc", 1],
  ])("of %j against %j is %d", (reply, reference, score) => {
    expect(chrf(reply, reference)).toBeCloseTo(score, 10);
  });

  it("weighs recall double: what is left out costs more than what is added", () => {
    // P = 1, R = (1/2 + 0) / 1 … of 1-grams alone, since "a" has no 2-grams: 5PR / (4P + R).
    expect(chrf("a", "ab")).toBeCloseTo((5 * 0.5) / (4 + 0.5), 10);
    expect(chrf("ab", "a")).toBeCloseTo((5 * 0.5) / (4 * 0.5 + 1), 10);
  });

  it("gives the values that sacrebleu's own tests publish, for β = 3 with white space", () => {
    const options = { beta: 3, whitespace: true };
    expect(
      chrf(
        "Die Beziehung zwischen Obama und Netanjahu ist nicht gerade freundlich.",
        "Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.",
        options,
      ),
    ).toBeCloseTo(0.673481606, 6);
    expect(
      chrf(
        "risk assessment must be made of those who are qualified and expertise in the sector - these are the scientists .",
        "risk assessment has to be undertaken by those who are qualified and expert in that area - that is the scientists .",
        options,
      ),
    ).toBeCloseTo(0.652414427, 6);
  });

  it("stays within 0–1 and is 1 for a text against itself", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        const score = chrf(left, right);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1 + 1e-12);
        if (left.trim() !== "") expect(chrf(left, left)).toBeCloseTo(1, 10);
      }),
      { numRuns: 200 },
    );
  });

  it("says nothing where the client's reply is not known", () => {
    expect(chrfMetric().score(prediction({ reply: "hello" }))).toBeUndefined();
  });
});
