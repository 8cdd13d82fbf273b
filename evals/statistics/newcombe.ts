import { type Interval, wilsonInterval } from "../wilson.ts";

/** Hits of n. */
export type Hits = { readonly hits: number; readonly n: number };

/**
 * The 95 % interval of the difference of two independent shares, `other`'s less `control`'s, made of their Wilson intervals
 * (Newcombe 1998, Statistics in Medicine 17, p. 873, method 10): it holds where shares are near 0 or 1, and never leaves −1 to 1.
 */
export const newcombeInterval = (control: Hits, other: Hits): Interval => {
  if (control.n === 0 || other.n === 0) return { low: -1, high: 1 };
  const [p, q] = [other.hits / other.n, control.hits / control.n];
  const mine = wilsonInterval(other.hits, other.n);
  const its = wilsonInterval(control.hits, control.n);
  return {
    low: p - q - Math.hypot(p - mine.low, its.high - q),
    high: p - q + Math.hypot(mine.high - p, q - its.low),
  };
};
