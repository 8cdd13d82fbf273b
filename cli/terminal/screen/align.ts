import { type CellRow, emptyRow } from "./cells.ts";
import { changesOf, costOf } from "./changes.ts";

/** Where rows come in, or go, so that the others stay on screen: `by` rows before row `at`; fewer than 0 go. */
export type Alignment = {
  readonly at: number;
  readonly by: number;
  /** Whether all rows from `at` on are in the window at the same time. */
  readonly isReachable: boolean;
};

/**
 * The cheapest way from the rows on screen to the next ones, where rows come in or go in one place. Where more come in
 * than the window holds, `at` is the first row that differs.
 */
export const align = (drawn: readonly CellRow[], next: readonly CellRow[], windowRows: number): Alignment => {
  const by = next.length - drawn.length;
  if (by === 0) return { at: drawn.length, by, isReachable: true };
  const first = drawn.findIndex((row, at) => !isSame(row, next[at]));
  const same = first === -1 ? drawn.length : first;
  if (by > windowRows) return { at: same, by, isReachable: false };

  const kept = Math.min(drawn.length, next.length);
  const cost = (from: number, to: number) => costOf(changesOf(drawn[from] ?? emptyRow, next[to] ?? emptyRow));
  /** Of the rows before each place, and of those from it on. */
  const before = sums(kept, (row) => cost(row, row));
  const after = sums(kept, (row) => cost(kept - 1 - row - Math.min(0, by), kept - 1 - row + Math.max(0, by)));
  let best = { at: 0, cost: Number.POSITIVE_INFINITY };
  for (let at = 0; at <= kept; at++) {
    let whole = (before[at] ?? 0) + (after[kept - at] ?? 0) + (at < kept ? moving : 0);
    for (let row = at; row < at + by; row++) whole += costOf(changesOf(emptyRow, next[row] ?? emptyRow));
    if (whole <= best.cost) best = { at, cost: whole };
  }
  if (next.length - best.at <= windowRows) return { at: best.at, by, isReachable: true };
  return { at: same, by, isReachable: false };
};

/** Bytes of moving the rows below, about. */
const moving = 16;

/** The sums of the first 0, 1, … `count` values. */
const sums = (count: number, value: (index: number) => number): readonly number[] => {
  const all = [0];
  for (let index = 0; index < count; index++) all.push((all.at(-1) ?? 0) + value(index));
  return all;
};

const isSame = (one: CellRow, other: CellRow | undefined): boolean => {
  if (other === undefined) return false;
  const { spans, eraseFrom } = changesOf(one, other);
  return spans.length === 0 && eraseFrom === undefined;
};
