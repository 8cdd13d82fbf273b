/**
 * The p-values corrected for being many, in their order: the chance of one false alarm among all of them stays at the
 * level that each is held against (Holm 1979, Scandinavian Journal of Statistics 6, p. 65).
 */
export const holm = (pValues: readonly number[]): readonly number[] => {
  const ascending = pValues.map((p, at) => ({ p, at })).sort((one, other) => one.p - other.p);
  const corrected: number[] = new Array(pValues.length);
  let largest = 0;
  ascending.forEach(({ p, at }, rank) => {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)));
    corrected[at] = largest;
  });
  return corrected;
};
