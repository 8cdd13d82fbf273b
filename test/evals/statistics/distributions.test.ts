import { describe, expect, it } from "vitest";
import {
  betaBelow,
  chiSquaredTail,
  logGamma,
  normalQuantile,
  normalTwoSided,
  studentTwoSided,
  studentTwoSidedQuantile,
} from "../../../evals/statistics/distributions.ts";

describe("the distributions", () => {
  it("give what printed tables give", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 6);
    expect(normalTwoSided(-1.959964)).toBeCloseTo(0.05, 6);
    // Fisher & Yates 1963, Statistical Tables, III and IV.
    for (const [degrees, t] of [
      [1, 12.706],
      [5, 2.571],
      [10, 2.228],
      [30, 2.042],
      [120, 1.98],
    ] as const) {
      expect(studentTwoSidedQuantile(0.05, degrees)).toBeCloseTo(t, 3);
      expect(studentTwoSided(t, degrees)).toBeCloseTo(0.05, 3);
    }
    for (const [degrees, x] of [
      [1, 3.841],
      [2, 5.991],
      [10, 18.307],
    ] as const) {
      expect(chiSquaredTail(x, degrees)).toBeCloseTo(0.05, 4);
    }
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10);
    expect(betaBelow(0.5, 2, 3)).toBeCloseTo(11 / 16, 10);
  });

  it("go on into the normal distribution where there are many degrees of freedom", () => {
    expect(studentTwoSided(2, 99_999)).toBeCloseTo(studentTwoSided(2, 100_001), 5);
    expect(studentTwoSidedQuantile(0.01, 1e7)).toBeCloseTo(2.575829, 5);
  });
});
