import { moments } from "./moments.ts";
import { type MeansTest, studentTest } from "./welch.ts";

/**
 * Student's t-test of pairs, each `[control, other]` of the same unit, with the 95 % interval of the mean difference (Student
 * 1908, Biometrika 6, p. 1). `undefined` where there are fewer than two pairs or all differ by the same.
 */
export const pairedT = (pairs: readonly (readonly [control: number, other: number])[]): MeansTest | undefined => {
  const { n, mean, variance } = moments(pairs.map(([control, other]) => other - control));
  return n < 2 || !(variance > 0) ? undefined : studentTest(mean, Math.sqrt(variance / n), n - 1);
};
