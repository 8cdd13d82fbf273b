import { betaBelow, logGamma } from "./distributions.ts";

/** Halvings of the interval that the bound is looked for in: to a billionth. */
const halvings = 30;

/**
 * How much `hits` of `n` trials speak for a rate above `bar`, as a bet that pays fairly while it is not (an e-value): the
 * likelihood ratio against the bar, averaged over all rates above it. Whoever looks after every trial sees it above 1/α with
 * a chance of at most α, as long as no trial's own chance is above the bar, given what came before (Ville 1939; Robbins
 * 1970, Annals of Mathematical Statistics 41, p. 1397; Howard, Ramdas, McAuliffe & Sekhon 2021, Annals of Statistics 49,
 * p. 1055). Its logarithm; `Infinity` where the bar is 0 and something was hit.
 */
export const logBetAbove = (hits: number, n: number, bar: number): number => {
  if (bar >= 1) return Number.NEGATIVE_INFINITY;
  if (bar <= 0) return hits > 0 ? Number.POSITIVE_INFINITY : -Math.log(n + 1);
  const misses = n - hits;
  const logBeta = logGamma(hits + 1) + logGamma(misses + 1) - logGamma(n + 2);
  const above = Math.log(Math.max(0, 1 - betaBelow(bar, hits + 1, misses + 1)));
  return logBeta + above - Math.log(1 - bar) - hits * Math.log(bar) - misses * Math.log(1 - bar);
};

/**
 * The lower bound of a rate that holds at all looks together with the chance 1 − alpha: `logBetAbove` turned round. Wider
 * than an interval for one look: 6 of 20 gives 0.077 where Clopper & Pearson's, one-sided, gives 0.14.
 */
export const anytimeLowerBound = (hits: number, n: number, alpha = 0.05): number => {
  if (hits === 0 || n === 0) return 0;
  const enough = -Math.log(alpha);
  let [low, high] = [0, hits / n];
  for (let halving = 0; halving < halvings; halving++) {
    const bar = (low + high) / 2;
    if (logBetAbove(hits, n, bar) >= enough) low = bar;
    else high = bar;
  }
  return low;
};
