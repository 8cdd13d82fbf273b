import type { Interval } from "../wilson.ts";
import { studentTwoSided, studentTwoSidedQuantile } from "./distributions.ts";
import type { Moments } from "./moments.ts";

/** A comparison of two means; `difference` is the second one's less the first one's. */
export type MeansTest = Interval & {
  readonly difference: number;
  /** Standard error of the difference. */
  readonly error: number;
  readonly statistic: number;
  readonly degrees: number;
  /** Two-sided. */
  readonly p: number;
};

/**
 * Welch's t-test of two independent samples whose variances may differ, with the 95 % interval of the difference (Welch 1947,
 * Biometrika 34, p. 28; degrees of freedom by Satterthwaite 1946, Biometrics Bulletin 2, p. 110). `undefined` where nothing
 * can be said: a sample of one, or no variance in either.
 */
export const welchTest = (control: Moments, other: Moments): MeansTest | undefined => {
  if (control.n < 2 || other.n < 2) return undefined;
  const [a, b] = [control.variance / control.n, other.variance / other.n];
  const error = Math.sqrt(a + b);
  if (!(error > 0)) return undefined;
  const degrees = (a + b) ** 2 / (a ** 2 / (control.n - 1) + b ** 2 / (other.n - 1));
  return studentTest(other.mean - control.mean, error, degrees);
};

/** The t-test of a difference with its standard error, and its 95 % interval. */
export const studentTest = (difference: number, error: number, degrees: number): MeansTest => {
  const statistic = difference / error;
  const half = studentTwoSidedQuantile(0.05, degrees) * error;
  return {
    difference,
    error,
    statistic,
    degrees,
    p: studentTwoSided(statistic, degrees),
    low: difference - half,
    high: difference + half,
  };
};
