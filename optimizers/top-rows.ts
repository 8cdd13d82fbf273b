import type { Neighbour } from "../brain/core/ports.ts";

export type TopRows = {
  /** The score that a row must reach to matter: −∞ until there are `k` rows. */
  bar(): number;
  offer(row: number, score: number): void;
  /** Highest score first; among equals the lower row first. */
  sorted(): readonly Neighbour[];
};

/** Keeps the best `k` rows of those it is offered, in any order, in a bounded heap whose root is the worst of them. */
export const topRows = (k: number): TopRows => {
  const heap: Neighbour[] = [];
  let bar = k > 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return {
    bar: () => bar,
    offer(row, similarity) {
      const offered = { row, similarity };
      if (heap.length < k) {
        heap.push(offered);
        rise(heap);
      } else {
        const [worst] = heap;
        if (worst === undefined || isWorse(offered, worst)) return;
        heap[0] = offered;
        sink(heap);
      }
      if (heap.length === k) bar = heap[0]?.similarity ?? bar;
    },
    sorted: () => heap.toSorted((a, b) => (isWorse(a, b) ? 1 : -1)),
  };
};

const isWorse = (a: Neighbour, b: Neighbour): boolean =>
  a.similarity < b.similarity || (a.similarity === b.similarity && a.row > b.row);

/** Moves the last entry up to its place. */
const rise = (heap: Neighbour[]): void => {
  let at = heap.length - 1;
  while (at > 0 && swapIfWorse(heap, at, (at - 1) >> 1)) at = (at - 1) >> 1;
};

/** Moves the first entry down to its place. */
const sink = (heap: Neighbour[]): void => {
  for (let at = 0; ; ) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    if (left === undefined) return;
    const child = right !== undefined && isWorse(right, left) ? 2 * at + 2 : 2 * at + 1;
    if (!swapIfWorse(heap, child, at)) return;
    at = child;
  }
};

const swapIfWorse = (heap: Neighbour[], lower: number, upper: number): boolean => {
  const [a, b] = [heap[lower], heap[upper]];
  if (a === undefined || b === undefined || !isWorse(a, b)) return false;
  heap[upper] = a;
  heap[lower] = b;
  return true;
};
