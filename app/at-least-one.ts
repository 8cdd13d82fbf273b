import { InputError } from "../brain/core/errors.ts";

/** @throws {InputError} unless `value` is a whole number from 1 up */
export const atLeastOne = (value: number, where: string): void => {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new InputError({ what: `${value} is too few`, where, expected: "a whole number from 1 up" });
};
