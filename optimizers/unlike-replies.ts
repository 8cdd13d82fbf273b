import type { Neighbour } from "../brain/core/ports.ts";
import type { SelectableRows } from "./selectable-rows.ts";

/** The best `k` of different replies that `search` finds. Searches again only where repeated ones used up what it gave. */
export const unlikeReplies = (
  search: (k: number) => readonly Neighbour[],
  k: number,
  rows: SelectableRows,
): readonly Neighbour[] => {
  for (let wanted = k * rows.usualRepeats(); ; wanted *= 4) {
    const found = search(wanted);
    const unlike = firstOfEachReply(found, rows);
    if (unlike.length >= k || found.length < wanted) return unlike.slice(0, k);
  }
};

export const firstOfEachReply = <Row extends { readonly row: number }>(
  found: readonly Row[],
  { replyOf }: SelectableRows,
): readonly Row[] => {
  const replies = new Set<number>();
  return found.filter(({ row }) => replies.size < replies.add(replyOf(row)).size);
};
