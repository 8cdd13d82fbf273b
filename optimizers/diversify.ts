export type Diversifying = {
  readonly k: number;
  /** 0–1: weight of being unlike what was chosen before against being worth choosing. */
  readonly diversity: number;
  /** Cosine of two rows. */
  readonly likeness: (row: number, other: number) => number;
  /** Rows that are shown whatever is chosen here. */
  readonly shown: readonly number[];
};

/**
 * At most `k` of `pool` (the worthiest first), one after another: each is the one that is worth most and least like those
 * before it. Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): (1 − d) · worth − d · greatest likeness.
 */
export const diversify = <Item extends { readonly row: number; readonly worth: number }>(
  pool: readonly Item[],
  { k, diversity, likeness, shown }: Diversifying,
): readonly Item[] => {
  const left = pool.map((item) => ({
    item,
    likest: shown.reduce((most, row) => Math.max(most, likeness(item.row, row)), 0),
  }));
  const chosen: Item[] = [];
  const marginal = (one: (typeof left)[number]) => (1 - diversity) * one.item.worth - diversity * one.likest;
  while (chosen.length < k) {
    const best = left.reduce<(typeof left)[number] | undefined>(
      (first, one) => (first === undefined || marginal(one) > marginal(first) ? one : first),
      undefined,
    );
    if (best === undefined) break;
    chosen.push(best.item);
    left.splice(left.indexOf(best), 1);
    for (const one of left) one.likest = Math.max(one.likest, likeness(one.item.row, best.item.row));
  }
  return chosen;
};
