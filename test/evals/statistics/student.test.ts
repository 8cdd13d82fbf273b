import { describe, expect, it } from "vitest";
import { normalTail, studentQuantile } from "../../../evals/statistics/student.ts";

// Tables of Abramowitz & Stegun 1964, 26.1 and 26.10.
it.each([
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
  [10, 2.228],
  [30, 2.042],
  [120, 1.98],
])("studentQuantile of %i degrees of freedom is that of the table", (degrees, quantile) => {
  expect(studentQuantile(degrees)).toBeCloseTo(quantile, 2);
});

describe("normalTail", () => {
  it.each([
    [0, 0.5],
    [1, 0.1586553],
    [1.959964, 0.025],
    [3, 0.0013499],
  ])("beyond %f is that of the table", (x, tail) => {
    expect(normalTail(x)).toBeCloseTo(tail, 6);
  });
});
