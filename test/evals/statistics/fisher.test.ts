import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fisherExact } from "../../../evals/statistics/fisher.ts";
import { newcombeInterval } from "../../../evals/statistics/newcombe.ts";

describe("fisherExact", () => {
  it("gives the textbooks' figures", () => {
    // The lady tasting tea (Fisher 1935, The Design of Experiments, chapter 2; Agresti 1990, Categorical Data Analysis, p. 61).
    expect(
      fisherExact([
        [3, 1],
        [1, 3],
      ]),
    ).toBeCloseTo(34 / 70, 9);
    // Criminal twins (Fisher 1934, section 21.02): R's help of fisher.test gives 0.0005367.
    expect(
      fisherExact([
        [2, 10],
        [15, 3],
      ]),
    ).toBeCloseTo(0.0005367, 7);
  });

  it("is a chance that does not depend on which row or column comes first", () => {
    const count = fc.nat({ max: 60 });
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const p = fisherExact([
          [a, b],
          [c, d],
        ]);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(
          fisherExact([
            [d, c],
            [b, a],
          ]),
        ).toBeCloseTo(p, 9);
        expect(
          fisherExact([
            [a, c],
            [b, d],
          ]),
        ).toBeCloseTo(p, 9);
      }),
    );
  });
});

describe("newcombeInterval", () => {
  it("gives the paper's figures (Newcombe 1998, Statistics in Medicine 17, p. 877, table II, method 10)", () => {
    const { low, high } = newcombeInterval({ hits: 48, n: 80 }, { hits: 56, n: 70 });
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
    const rare = newcombeInterval({ hits: 0, n: 29 }, { hits: 5, n: 56 });
    expect(rare.low).toBeCloseTo(-0.0381, 4);
    expect(rare.high).toBeCloseTo(0.1926, 4);
  });

  it("says nothing where nobody was asked", () => {
    expect(newcombeInterval({ hits: 0, n: 0 }, { hits: 1, n: 2 })).toEqual({ low: -1, high: 1 });
  });
});
