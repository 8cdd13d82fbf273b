import { displayText } from "../display-text.ts";
import { columnsOf, graphemes } from "../graphemes.ts";
import { boundaryFrom } from "./boundaries.ts";
import type { Editor } from "./editor.ts";

/** The part of the input that is on screen, and the cell of the cursor in it. */
export type InputRows = {
  readonly rows: readonly string[];
  readonly cursor: { readonly row: number; readonly column: number };
  /** Lines of the whole text. */
  readonly lines: number;
};

/** At most `maxRows` rows of at most `width` columns around the cursor: a text of any size stays below the window's height. */
export const inputRows = ({ text, cursor }: Editor, width: number, maxRows: number): InputRows => {
  const room = { width: Math.max(2, width), maxRows };
  const start = lineStart(text, cursor);
  const end = lineEnd(text, cursor);
  const own = cutLine(text.slice(start, end), cursor - start, room);
  // Lines around the cursor's, above first, until the window is certainly filled on both sides.
  let above: readonly string[] = own.rows.slice(0, own.row);
  for (let at = start - 1; at >= 0 && above.length < maxRows; at = lineStart(text, at) - 1) {
    const line = text.slice(lineStart(text, at), at);
    above = [...cutLine(line, line.length, room).rows, ...above];
  }
  let below: readonly string[] = own.rows.slice(own.row);
  for (let at = end + 1; at <= text.length && below.length <= maxRows; at = lineEnd(text, at) + 1) {
    below = [...below, ...cutLine(text.slice(at, lineEnd(text, at)), 0, room).rows];
  }
  const shown = [...above, ...below];
  const first = Math.max(0, Math.min(above.length - maxRows + 1, shown.length - maxRows));
  return {
    rows: shown.slice(first, first + maxRows),
    cursor: { row: above.length - first, column: own.column },
    lines: countLines(text),
  };
};

/**
 * Rows of one line, cut at the width and not at words so that no character moves while one types before it. Of a line
 * that is much longer than the window only what lies around the cursor.
 */
const cutLine = (whole: string, wholeCursor: number, { width, maxRows }: { width: number; maxRows: number }) => {
  const window = width * (maxRows + 1);
  const base = boundaryFrom(whole, Math.max(0, Math.floor(wholeCursor / window) - 1) * window);
  const cursor = wholeCursor - base;
  const rows: string[] = [];
  let row = "";
  let used = 0;
  let at = 0;
  let place = { row: 0, column: 0 };
  for (const character of graphemes(whole.slice(base))) {
    const { shown, columns } = cellsOf(character);
    if (used + columns > width) {
      rows.push(row);
      row = "";
      used = 0;
      if (at > cursor && rows.length - place.row > maxRows) break;
    }
    if (at <= cursor) place = { row: rows.length, column: used };
    row += shown;
    used += columns;
    at += character.length;
  }
  if (cursor >= at) place = { row: rows.length, column: used };
  return { rows: [...rows, row], ...place };
};

type Cells = { readonly shown: string; readonly columns: number };

/** Measuring a character takes 20 µs at worst, and a text has few different ones. */
const known = new Map<string, Cells>();
const knownLimit = 5000;

const cellsOf = (character: string): Cells => {
  const found = known.get(character);
  if (found) return found;
  const shown = displayText(character);
  const cells = { shown, columns: columnsOf(shown) };
  if (known.size >= knownLimit) known.clear();
  if (character.length < 32) known.set(character, cells);
  return cells;
};

const lineStart = (text: string, at: number): number => (at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1);

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
};

let counted = { text: "", lines: 1 };

/** Counted once for a text: most frames show the one that was there. */
const countLines = (text: string): number => {
  if (text === counted.text) return counted.lines;
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines++;
  counted = { text, lines };
  return lines;
};
