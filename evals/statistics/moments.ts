/** What tests of means need to know of a sample. `variance` is the unbiased one (n − 1); 0 where n < 2. */
export type Moments = { readonly n: number; readonly mean: number; readonly variance: number };

/** The moments of a sample; a mean of 0 where it is empty. Adds up twice, so that large means do not eat the variance. */
export const moments = (values: readonly number[]): Moments => {
  const n = values.length;
  if (n === 0) return { n, mean: 0, variance: 0 };
  const mean = values.reduce((all, each) => all + each, 0) / n;
  const squares = values.reduce((all, each) => all + (each - mean) ** 2, 0);
  return { n, mean, variance: n < 2 ? 0 : squares / (n - 1) };
};
