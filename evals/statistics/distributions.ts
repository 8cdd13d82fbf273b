import jstat from "jstat";

/** jstat goes through 100 terms of the incomplete beta: with more degrees Student's t is off in the sixth decimal (held against SciPy 1.17), and the normal distribution is as near. */
const mostDegrees = 100_000;

/** Quantile of the standard normal distribution, to eight decimals. @param p 0–1 */
export const normalQuantile = (p: number): number => jstat.normal.inv(p, 0, 1);

/** Share of the standard normal distribution farther out than ±|x|. */
export const normalTwoSided = (x: number): number => Math.min(1, 2 * jstat.normal.cdf(-Math.abs(x), 0, 1));

/** Share of Student's t with `degrees` of freedom (also between whole ones) farther out than ±|t|, to five decimals. */
export const studentTwoSided = (t: number, degrees: number): number =>
  degrees > mostDegrees ? normalTwoSided(t) : Math.min(1, 2 * jstat.studentt.cdf(-Math.abs(t), degrees));

/** The `t` that leaves the share `p` outside ±t: `studentTwoSidedQuantile(0.05, 10)` is 2.228. */
export const studentTwoSidedQuantile = (p: number, degrees: number): number =>
  degrees > mostDegrees ? normalQuantile(1 - p / 2) : jstat.studentt.inv(1 - p / 2, degrees);

/** Share of χ² with `degrees` of freedom above `x`. */
export const chiSquaredTail = (x: number, degrees: number): number =>
  x <= 0 ? 1 : Math.max(0, 1 - jstat.chisquare.cdf(x, degrees));

/** Natural logarithm of the gamma function; of n! it is `logGamma(n + 1)`. */
export const logGamma = (x: number): number => jstat.gammaln(x);

/** Share of Beta(a, b) below `x`. */
export const betaBelow = (x: number, a: number, b: number): number =>
  x <= 0 ? 0 : x >= 1 ? 1 : Math.min(1, Math.max(0, jstat.ibeta(x, a, b)));
