import { graphemes, columnsOf as measure } from "../graphemes.ts";
import { type Look, plainRow, type Row, type Run } from "../row.ts";
import { cutRows } from "../wrap.ts";

/** Columns below which nothing is indented that does not fit beside its lead. */
const roomToIndent = 24;

/** A piece of a row. */
export const run = (text: string, ...looks: readonly Look[]): Run => (looks.length === 0 ? { text } : { text, looks });

export const runsOf = (row: Row): readonly Run[] => (typeof row === "string" ? [{ text: row }] : row);

/** Rows one behind the other. */
export const joinRows = (...rows: readonly Row[]): Row => rows.flatMap(runsOf);

export const rowColumns = (row: Row): number => columnsOf(plainRow(row));

/** A row of at most `columns` columns, with `…` at the end of one that was longer. */
export const cutRow = (row: Row, columns: number): Row => {
  const text = plainRow(row);
  if (text.length <= columns && columnsOf(text) <= columns) return row;
  if (columns <= 0) return "";
  if (columnsOf(text) <= columns) return row;
  const kept: string[] = [];
  let used = 1;
  for (const grapheme of graphemes(text)) {
    used += columnsOf(grapheme);
    if (used > columns) break;
    kept.push(grapheme);
  }
  // The columns of a text are not always those of its characters put together.
  while (kept.length > 0 && columnsOf(`${kept.join("")}…`) > columns) kept.pop();
  const length = kept.join("").trimEnd().length;
  const shown = sliceRow(row, 0, length);
  return [...shown, { ...(runsOf(row)[shown.length === 0 ? 0 : shown.length - 1] ?? {}), text: "…" }];
};

/** A row with spaces behind it, up to `columns` columns. */
export const padRow = (row: Row, columns: number): Row => {
  const missing = columns - rowColumns(row);
  return missing > 0 ? joinRows(row, " ".repeat(missing)) : row;
};

/**
 * Rows of at most `columns` columns: `body` broken at spaces, with `lead` before its first row and as many columns free
 * before the others, as far as the width allows: behind a longer lead it begins on the next row, a little indented.
 */
export const hangRow = (lead: Row, body: Row, columns: number): readonly Row[] => {
  const indent = rowColumns(lead);
  if (indent * 2 > columns) {
    const own = plainRow(lead).match(/^ */)?.[0].length ?? 0;
    const inner = columns < roomToIndent ? 0 : own + 2;
    const rows = wrapRow(body, columns - inner).map((row) => joinRows(" ".repeat(inner), row));
    return [...wrapRow(lead, columns), ...rows].map((row) => cutRow(row, columns));
  }
  return wrapRow(body, columns - indent).map((row, at) =>
    cutRow(joinRows(at === 0 ? lead : " ".repeat(indent), row), columns),
  );
};

const wrapRow = (row: Row, columns: number): readonly Row[] => {
  const text = plainRow(row);
  if (text.length <= columns && columnsOf(text) <= columns) return [row];
  let from = 0;
  return cutRows(text, columns).map((piece) => {
    const start = from;
    from += piece.length;
    return sliceRow(row, start, start + piece.trimEnd().length);
  });
};

/** The part of a row between two offsets of its text, in UTF-16 units. */
const sliceRow = (row: Row, from: number, to: number): readonly Run[] => {
  const slices: Run[] = [];
  let at = 0;
  for (const piece of runsOf(row)) {
    const text = piece.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (text !== "") slices.push({ ...piece, text });
    at += piece.text.length;
  }
  return slices;
};

/** Letters of one column and the signs that rows are drawn with: to measure these is 100 times as slow as to know them. */
const narrow = /^[ -~\u00a1-\u00ac\u00ae-\u00ff–—‘’“”…·→↻█░▓┄│⟦⟧]*$/;

const columnsOf = (text: string): number => (narrow.test(text) ? text.length : measure(text));
