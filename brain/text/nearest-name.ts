/**
 * The known name that `name` was probably meant to be, or `undefined`. Case, `-`, `_` and spaces do not count; up to
 * one slip in three characters does (Damerau's edit distance, adjacent swaps as one).
 */
export const nearestName = (name: string, known: readonly string[]): string | undefined => {
  const plain = (word: string) => word.toLowerCase().replace(/[-_\s]/g, "");
  const wanted = plain(name).slice(0, 64);
  const ranked = known
    .map((candidate) => ({ candidate, slips: editDistance(wanted, plain(candidate)) }))
    .filter(({ candidate, slips }) => slips <= Math.max(1, Math.floor(plain(candidate).length / 3)))
    .sort((a, b) => a.slips - b.slips);
  return ranked[0]?.candidate;
};

/** Insertions, deletions, changes and swaps of neighbours between two words (optimal string alignment). */
export const editDistance = (a: string, b: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const next = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = (last[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let least = Math.min(change, (last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1);
      }
      next.push(least);
    }
    beforeLast = last;
    last = next;
  }
  return last[b.length] ?? 0;
};
