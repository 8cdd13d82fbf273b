/**
 * The `percent`-th percentile (0–100) of values in ascending order; `undefined` where there are none. Between two values it
 * goes in proportion: definition 7 of Hyndman & Fan 1996 (American Statistician 50, p. 361), which numpy, R and the
 * PERCENTILE of spreadsheets take by default, so that figures can be checked with any of them.
 */
export const percentile = (ascending: ArrayLike<number>, percent: number): number | undefined => {
  const place = ((ascending.length - 1) * percent) / 100;
  const below = ascending[Math.floor(place)];
  const above = ascending[Math.ceil(place)];
  if (below === undefined || above === undefined) return undefined;
  // Neither rounding nor a difference past the largest number may lead out of the two.
  const share = place - Math.floor(place);
  return Math.min(above, Math.max(below, below * (1 - share) + above * share));
};

/** Values of which a percentile says something: at least one of them lies beyond it. 20 for the 95th, 100 for the 99th. */
export const leastForPercentile = (percent: number): number =>
  Math.ceil(100 / Math.max(1e-9, Math.min(percent, 100 - percent)) - 1e-9);
