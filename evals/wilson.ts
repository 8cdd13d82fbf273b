/** An interval of a share, both ends 0–1. */
export type Interval = { readonly low: number; readonly high: number };

/** Two-sided 95 %. */
const z = 1.959964;

/** The 95 % interval of the share `hits` of `n` (Wilson 1927, JASA 22, p. 209); 0 to 1 where `n` is 0. */
export const wilsonInterval = (hits: number, n: number): Interval => {
  if (n === 0) return { low: 0, high: 1 };
  const share = hits / n;
  const square = (z * z) / n;
  const centre = (share + square / 2) / (1 + square);
  const half = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / n + square / (4 * n));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
};
