import { columnsOf } from "../graphemes.ts";
import type { Look, Row } from "../row.ts";
import type { LineStart } from "./line-start.ts";
import type { Markdown } from "./load-markdown.ts";
import { runOf } from "./looks.ts";
import { takeSpans } from "./read-spans.ts";
import { createRowCutter } from "./row-cutter.ts";

/** One line of a reply as it grows. */
export type LineRows = {
  /** The rows that this piece of text completes. */
  push(text: string): readonly Row[];
  /** The rows that may still change. */
  open(): readonly Row[];
  /** The rows that are left, at least one. */
  close(): readonly Row[];
};

export type LineOptions = {
  readonly columns: () => number;
  /** UTF-16 units within which emphasis, a link and the like must end. */
  readonly limit: number;
  readonly markdown: Markdown | undefined;
};

type Led = Extract<LineStart, { first: string }>;

/** A line of prose: wrapped at words, with its emphasis, below its bullet or beside its bar. */
export const proseLine = (start: Led, { columns, limit, markdown }: LineOptions): LineRows => {
  const looks: readonly Look[] = start.kind === "heading" ? ["heading"] : start.isQuoted ? ["quote"] : [];
  const isWide = columnsOf(start.first) * 2 > columns();
  const cutter = createRowCutter({
    columns,
    leadColumns: isWide ? 0 : columnsOf(start.first),
    ...(!isWide && { first: runOf(start.first, looks), rest: runOf(start.rest, looks) }),
  });
  let held = "";
  let before = "";
  const options = { markdown, looks, limit };
  // Where there is no room for it a bullet stands in the text, and an indentation is left out.
  const begun = isWide && start.first.trim() !== "" ? cutter.push([runOf(start.first.trimStart(), looks)]) : [];
  let isBegun = false;
  const take = (text: string, isEnd: boolean): readonly Row[] => {
    const taken = takeSpans(held + text, before, { ...options, isEnd, isHopeful: false });
    held = taken.held;
    before = taken.before;
    const rows = cutter.push(taken.runs);
    if (isBegun) return rows;
    isBegun = true;
    return [...begun, ...rows];
  };
  return {
    push: (text) => take(text, false),
    open: () => [
      ...(isBegun ? [] : begun),
      ...cutter.preview(takeSpans(held, before, { ...options, isEnd: true, isHopeful: true }).runs),
    ],
    close() {
      const rows = take("", true);
      return [...rows, ...cutter.preview([])];
    },
  };
};

/** A line of code: cut at the width, every character and space of it in its column. */
export const codeLine = (columns: () => number): LineRows => {
  const cutter = createRowCutter({ columns, leadColumns: 0, at: "columns" });
  return {
    push: (text) => cutter.push([runOf(text, ["code"])]),
    open: () => cutter.preview([]),
    close: () => cutter.preview([]),
  };
};
