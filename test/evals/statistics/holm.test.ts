import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holm } from "../../../evals/statistics/holm.ts";

describe("holm", () => {
  it("holds the smallest against all, the next against the rest, and never turns their order", () => {
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(6)))).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.2])).toEqual([0.2]);
    expect(holm([])).toEqual([]);
  });

  it("lies between the p-value and Bonferroni's, in the same order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (values) => {
        const corrected = holm(values);
        values.forEach((p, at) => {
          expect(corrected[at]).toBeGreaterThanOrEqual(p);
          expect(corrected[at]).toBeLessThanOrEqual(Math.min(1, p * values.length) + 1e-12);
          values.forEach((other, place) => {
            if (p < other) expect(corrected[at]).toBeLessThanOrEqual(corrected[place] ?? 0);
          });
        });
      }),
    );
  });
});
