import { expect, it } from "vitest";
import { dollars } from "../../../brain/core/dollars.ts";

it.each([
  [0, "$0.00"],
  [2, "$2.00"],
  [1234.567, "$1234.57"],
  [0.5, "$0.50"],
  [0.05, "$0.05"],
  [0.0031, "$0.0031"],
  [0.00012345, "$0.00012"],
  [0.0000001, "$0.0000001"],
  [0.999, "$1.00"],
  [0.9949, "$0.99"],
])("writes %d as %s", (sum, text) => {
  expect(dollars(sum)).toBe(text);
});
