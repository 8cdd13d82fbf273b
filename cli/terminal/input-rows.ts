import { displayText } from "./display-text.ts";
import type { Editor } from "./editor.ts";
import { columnsOf, graphemes } from "./graphemes.ts";

/** The part of the input that is on screen, and the cell of the cursor in it. */
export type InputRows = {
  readonly rows: readonly string[];
  readonly cursor: { readonly row: number; readonly column: number };
  /** Lines of the whole text. */
  readonly lines: number;
};

/** UTF-16 units of one line that are laid out, at most: a pasted line of 100,000 must not slow down typing. */
const layoutLimit = 8000;

/** At most `maxRows` rows of at most `width` columns around the cursor: a text of any size stays below the window's height. */
export const inputRows = ({ text, cursor }: Editor, width: number, maxRows: number): InputRows => {
  const lines = text.split("\n");
  let at = 0;
  let index = 0;
  while (at + (lines[index]?.length ?? 0) < cursor) at += (lines[index++]?.length ?? 0) + 1;

  const { rows, row, column } = cutLine(lines[index] ?? "", cursor - at, Math.max(2, width));
  const shown = [...rows];
  let cursorRow = row;
  // Lines around the cursor's, above first, until the window is certainly filled on both sides.
  for (let above = index - 1; above >= 0 && cursorRow < maxRows; above--) {
    const more = cutLine(lines[above] ?? "", lines[above]?.length ?? 0, Math.max(2, width)).rows;
    shown.unshift(...more);
    cursorRow += more.length;
  }
  for (let below = index + 1; below < lines.length && shown.length - cursorRow <= maxRows; below++) {
    shown.push(...cutLine(lines[below] ?? "", 0, Math.max(2, width)).rows);
  }
  const first = Math.max(0, Math.min(cursorRow - maxRows + 1, shown.length - maxRows));
  return {
    rows: shown.slice(first, first + maxRows),
    cursor: { row: cursorRow - first, column },
    lines: lines.length,
  };
};

/** Rows of one line, cut at the width and not at words so that no character moves while one types before it. */
const cutLine = (whole: string, wholeCursor: number, width: number) => {
  const step = layoutLimit / 4;
  const base = whole.length <= layoutLimit ? 0 : Math.max(0, Math.floor(wholeCursor / step - 2) * step);
  const line = whole.slice(base, base + layoutLimit);
  const cursor = wholeCursor - base;
  const rows: string[] = [];
  let row = "";
  let used = 0;
  let at = 0;
  let place = { row: 0, column: 0 };
  for (const grapheme of graphemes(line)) {
    const shown = displayText(grapheme);
    const columns = columnsOf(shown);
    if (used + columns > width) {
      rows.push(row);
      row = "";
      used = 0;
    }
    if (at <= cursor) place = { row: rows.length, column: used };
    row += shown;
    used += columns;
    at += grapheme.length;
  }
  if (cursor >= at) place = { row: rows.length, column: used };
  return { rows: [...rows, row], ...place };
};
