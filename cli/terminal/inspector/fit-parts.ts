import { columnsOf } from "../graphemes.ts";

/** A part of a line; of those that do not fit the one with the highest `rank` goes first, of equal ones the last. */
export type LinePart = { readonly text: string; readonly rank: number; readonly glue?: string };

/** Parts on one line of at most `columns` columns, as far as parts of rank 0 allow; ` · ` stands between them, or their `glue`. */
export const fitParts = (parts: readonly LinePart[], columns: number): string => {
  let kept = parts.filter(({ text }) => text !== "");
  for (;;) {
    const line = kept.map(({ text, glue = " · " }, at) => (at === 0 ? text : glue + text)).join("");
    const worst = Math.max(0, ...kept.map(({ rank }) => rank));
    if (worst === 0 || columnsOf(line) <= columns) return line;
    const at = kept.findLastIndex(({ rank }) => rank === worst);
    kept = kept.toSpliced(at, 1);
  }
};
