import { logGamma } from "./distributions.ts";

/** Tables whose chance differs from the observed one's by rounding alone count as equally likely; R does the same. */
const rounding = 1e-7;

export type TwoByTwo = readonly [readonly [number, number], readonly [number, number]];

/**
 * The two-sided p of Fisher's exact test of a 2 × 2 table of counts: the chance of all tables with the same margins that are
 * not likelier than this one (Fisher 1934, Statistical Methods for Research Workers, section 21.02).
 */
export const fisherExact = ([[a, b], [c, d]]: TwoByTwo): number => {
  const row = a + b;
  const column = a + c;
  const all = a + b + c + d;
  const logOf = (hits: number): number =>
    logChoose(row, hits) + logChoose(all - row, column - hits) - logChoose(all, column);
  const observed = logOf(a) + rounding;
  let p = 0;
  for (let hits = Math.max(0, column - (all - row)); hits <= Math.min(row, column); hits++) {
    const log = logOf(hits);
    if (log <= observed) p += Math.exp(log);
  }
  return Math.min(1, p);
};

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
