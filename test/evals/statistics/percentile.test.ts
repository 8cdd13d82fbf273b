import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leastForPercentile, percentile } from "../../../evals/statistics/percentile.ts";

const oneToTen = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe("percentile", () => {
  // quantile(1:10, …) and quantile(c(15, 20, 35, 40, 50), …) of R, whose default is definition 7.
  it.each([
    [oneToTen, 0, 1],
    [oneToTen, 25, 3.25],
    [oneToTen, 50, 5.5],
    [oneToTen, 95, 9.55],
    [oneToTen, 99, 9.91],
    [oneToTen, 100, 10],
    [[15, 20, 35, 40, 50], 40, 29],
    [[7], 99, 7],
  ])("of %j at %d is that of R", (values, percent, expected) => {
    expect(percentile(values, percent)).toBeCloseTo(expected, 12);
  });

  it("is unknown of nothing", () => {
    expect(percentile([], 50)).toBeUndefined();
  });

  const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 50 });
  const percent = fc.double({ min: 0, max: 100, noNaN: true });

  it("lies between the least and the greatest value, and never falls with its percentage", () => {
    fc.assert(
      fc.property(values, percent, percent, (given, one, other) => {
        const ascending = Float64Array.from(given).sort();
        const [low, high] = [one, other].sort((a, b) => a - b).map((each) => percentile(ascending, each) ?? Number.NaN);
        expect(low).toBeGreaterThanOrEqual(ascending[0] ?? Number.NaN);
        expect(high).toBeLessThanOrEqual(ascending.at(-1) ?? Number.NaN);
        // Within one pair of values the last bit of a sum may differ.
        expect(high ?? 0).toBeGreaterThanOrEqual((low ?? 0) - Math.abs(low ?? 0) * 1e-12);
      }),
    );
  });

  it("leaves at least its share of values at or below it", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 100 }), (given, each) => {
        const ascending = Float64Array.from(given).sort();
        const value = percentile(ascending, each) ?? Number.NaN;
        const below = ascending.filter((other) => other <= value).length;
        expect(below).toBeGreaterThanOrEqual(Math.floor(((ascending.length - 1) * each) / 100));
      }),
    );
  });
});

describe("leastForPercentile", () => {
  it.each([
    [50, 2],
    [95, 20],
    [99, 100],
    [5, 20],
    [99.9, 1000],
  ])("the %dth asks for %d values", (percent, least) => {
    expect(leastForPercentile(percent)).toBe(least);
  });
});
