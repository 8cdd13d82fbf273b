import { describe, expect, it } from "vitest";
import { chiSquaredTest, goodnessOfFit } from "../../../evals/statistics/chi-squared.ts";

describe("chiSquaredTest", () => {
  it("gives the textbook's figures for party by gender (Agresti 2007, Introduction to Categorical Data Analysis, p. 39)", () => {
    const test = chiSquaredTest([
      [762, 327, 468],
      [484, 239, 477],
    ]);
    expect(test?.statistic).toBeCloseTo(30.07, 2);
    expect(test?.degrees).toBe(2);
    expect(test?.p).toBeCloseTo(2.954e-7, 10); // as R's help of chisq.test has it
    expect(test?.expected[0]?.map((count) => Number(count.toFixed(1)))).toEqual([703.7, 319.6, 533.7]);
  });

  it("does not correct a 2 × 2 table for continuity", () => {
    // 56 of 70 against 48 of 80; Pearson's statistic by hand: 150 (56·32 − 14·48)² / (70·80·104·46)
    const test = chiSquaredTest([
      [56, 14],
      [48, 32],
    ]);
    expect(test?.statistic).toBeCloseTo((150 * (56 * 32 - 14 * 48) ** 2) / (70 * 80 * 104 * 46), 10);
    expect(test?.degrees).toBe(1);
    expect(test?.p).toBeCloseTo(0.00805, 5);
  });

  it("leaves out rows and columns without a count, and says nothing of what remains of one", () => {
    expect(
      chiSquaredTest([
        [10, 0],
        [12, 0],
      ]),
    ).toBeUndefined();
    expect(
      chiSquaredTest([
        [5, 7],
        [0, 0],
        [6, 3],
      ])?.degrees,
    ).toBe(1);
    expect(chiSquaredTest([])).toBeUndefined();
  });
});

describe("goodnessOfFit", () => {
  it("gives Mendel's peas: 315, 101, 108 and 32 of 9 : 3 : 3 : 1 (Fisher 1936, Annals of Science 1, p. 115)", () => {
    const fit = goodnessOfFit([315, 101, 108, 32], [9, 3, 3, 1]);
    expect(fit?.statistic).toBeCloseTo(0.47, 2);
    expect(fit?.degrees).toBe(3);
    expect(fit?.p).toBeCloseTo(0.925, 3);
  });

  it("says nothing of no counts, nor of one share", () => {
    expect(goodnessOfFit([0, 0], [1, 1])).toBeUndefined();
    expect(goodnessOfFit([5, 0], [1, 0])).toBeUndefined();
  });
});
