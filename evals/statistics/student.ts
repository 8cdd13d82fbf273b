/** Two-sided 95 % of the normal distribution. */
export const z = 1.959963984540054;

/** Exact where the series below is too coarse: 1, 2 and 3 degrees of freedom. */
const fewDegrees = [12.706204736, 4.30265273, 3.182446305];

/**
 * Two-sided 95 % quantile of Student's t for `degrees` of freedom, to three decimals
 * (Abramowitz & Stegun 1964, 26.7.5).
 */
export const studentQuantile = (degrees: number): number => {
  const exact = fewDegrees[degrees - 1];
  if (exact !== undefined) return exact;
  const [z3, z5, z7, z9] = [z ** 3, z ** 5, z ** 7, z ** 9];
  return (
    z +
    (z3 + z) / (4 * degrees) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * degrees ** 3) +
    (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92_160 * degrees ** 4)
  );
};

/** Share of a standard normal distribution above `x` ≥ 0, to seven decimals (Abramowitz & Stegun 1964, 26.2.17). */
export const normalTail = (x: number): number => {
  const t = 1 / (1 + 0.2316419 * x);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
};
