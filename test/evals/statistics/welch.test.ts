import { describe, expect, it } from "vitest";
import { moments } from "../../../evals/statistics/moments.ts";
import { pairedT } from "../../../evals/statistics/paired-t.ts";
import { welchTest } from "../../../evals/statistics/welch.ts";

/** Hours of sleep gained by ten patients under two drugs (Student 1908, Biometrika 6, p. 20); R's `sleep`. */
const one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const other = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

describe("welchTest", () => {
  it("gives what R's help of t.test prints for Student's sleep data", () => {
    // t = -1.8608, df = 17.776, p-value = 0.07939, 95 percent confidence interval: -3.3654832 0.2054832
    const test = welchTest(moments(other), moments(one));
    expect(test?.statistic).toBeCloseTo(-1.8608, 4);
    expect(test?.degrees).toBeCloseTo(17.776, 3);
    expect(test?.p).toBeCloseTo(0.07939, 5);
    expect(test?.low).toBeCloseTo(-3.3654832, 6);
    expect(test?.high).toBeCloseTo(0.2054832, 6);
    expect(test?.difference).toBeCloseTo(-1.58, 12);
  });

  it("says nothing of a sample of one, nor where nothing varies", () => {
    expect(welchTest(moments([1]), moments(other))).toBeUndefined();
    expect(welchTest(moments([1, 1, 1]), moments([2, 2, 2]))).toBeUndefined();
  });

  it("keeps the variance of large numbers that differ little", () => {
    expect(moments([1e9 + 1, 1e9 + 2, 1e9 + 3]).variance).toBeCloseTo(1, 9);
    expect(moments([])).toEqual({ n: 0, mean: 0, variance: 0 });
  });
});

describe("pairedT", () => {
  it("gives what R's help of t.test prints for the same patients under both drugs", () => {
    // t = -4.0621, df = 9, p-value = 0.002833, 95 percent confidence interval: -2.4598858 -0.7001142
    const test = pairedT(other.map((value, at) => [value, one[at] ?? 0]));
    expect(test?.statistic).toBeCloseTo(-4.0621, 4);
    expect(test?.degrees).toBe(9);
    expect(test?.p).toBeCloseTo(0.002833, 6);
    expect(test?.low).toBeCloseTo(-2.4598858, 6);
    expect(test?.high).toBeCloseTo(-0.7001142, 6);
  });

  it("says nothing of one pair, nor of pairs that all differ by the same", () => {
    expect(pairedT([[1, 2]])).toBeUndefined();
    const same: [number, number][] = [
      [1, 2],
      [3, 4],
    ];
    expect(pairedT(same)).toBeUndefined();
  });
});
