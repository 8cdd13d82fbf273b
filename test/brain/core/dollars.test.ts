import { expect, it } from "vitest";
import { dollars, exactDollars } from "../../../brain/core/dollars.ts";

it.each([
  [0, "$0.00"],
  [2, "$2.00"],
  [1234.567, "$1234.57"],
  [0.5, "$0.50"],
  [0.05, "$0.05"],
  [0.0031, "$0.0031"],
  [0.00012345, "$0.00012"],
  [0.0000001, "$0.0000001"],
  [3e-8, "$0.00000003"],
  [0.001, "$0.001"],
  [0.1, "$0.10"],
  [1e-12, "$0.00"],
  [-0.0031, "−$0.0031"],
  [-2, "−$2.00"],
  [0.999, "$1.00"],
  [0.9949, "$0.99"],
])("writes %d as %s", (sum, text) => {
  expect(dollars(sum)).toBe(text);
});

it("adds up without what floating point adds", () => {
  expect(0.1 + 0.2).not.toBe(0.3);
  expect(exactDollars(0.1 + 0.2)).toBe(0.3);
  expect([0.0007551, 0.0003775].reduce((sum, cost) => exactDollars(sum + cost), 0)).toBe(0.0011326);
});
