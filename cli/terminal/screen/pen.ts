import { type Cell, type CellRow, isCertain } from "./cells.ts";
import type { Changes } from "./changes.ts";
import { plain, type Style, styleChange } from "./style.ts";

/**
 * Writes for a terminal with as few bytes as it can, knowing where the cursor stands. Rows are counted from the top of
 * the area, which may lie anywhere in the window.
 */
export type Pen = {
  readonly row: number;
  /** Goes to the beginning of a row. Downwards by line feeds: at the window's end they make the row. */
  goTo(row: number, column: number): void;
  /** Goes to a column as this terminal counts them, behind characters of any width. */
  goBehind(row: number, column: number, cells: CellRow): void;
  change(row: number, changes: Changes): void;
  /** Writes a row where nothing stands. */
  write(row: number, cells: CellRow): void;
  /** What moves rows or erases them; the cursor stands where it stood. */
  send(sequence: string): void;
  /** The same where it leads to the beginning of what is row 0 from now on. */
  sendHome(sequence: string): void;
  /** The area begins so many rows further down. */
  shift(rows: number): void;
  showCursor(isShown: boolean): void;
  /** What to send to the terminal; the pen goes on from there. */
  take(): string;
};

/** @param columns of the window, at the time of each writing */
export const createPen = (columns: () => number): Pen => {
  let bytes = "";
  let row = 0;
  /** `undefined` where only the terminal knows. */
  let column: number | undefined;
  let style: Style = plain;
  let link = "";
  let isCursorShown: boolean | undefined;

  const setStyle = (next: Style, nextLink: string) => {
    if (link !== nextLink) bytes += nextLink === "" ? linkEnd : nextLink;
    link = nextLink;
    bytes += styleChange(style, next);
    style = next;
  };
  const put = (cells: readonly Cell[]) => {
    // Where nobody knows how wide a row is, it must not go on in the next one.
    const mayWrap = (column ?? 0) + cells.reduce((sum, cell) => sum + mostColumns(cell), 0) > columns();
    const isOpen = mayWrap && !cells.every(isCertain);
    if (isOpen) bytes += wrapOff;
    for (const cell of cells) {
      setStyle(cell.style, cell.link);
      bytes += cell.text;
      // Terminals differ in how wide a character is, and in where the cursor waits behind a full row.
      column = column === undefined || !isCertain(cell) ? undefined : column + cell.columns;
    }
    if (isOpen) bytes += wrapOn;
    if (column !== undefined && column >= columns()) column = undefined;
  };
  const goTo = (toRow: number, toColumn: number) => {
    if (toRow > row) {
      bytes += "\n".repeat(toRow - row);
      column = 0;
    } else if (toRow < row) bytes += up(row - toRow);
    row = toRow;
    if (column !== toColumn) bytes += across(column, toColumn);
    column = toColumn;
  };
  const send = (sequence: string) => {
    setStyle(plain, "");
    bytes += sequence;
  };

  return {
    get row() {
      return row;
    },
    goTo,
    goBehind(toRow, toColumn, { cells, starts, certain }) {
      if (toColumn <= certain) return goTo(toRow, toColumn);
      goTo(toRow, certain);
      put(cells.filter((_, at) => (starts[at] ?? 0) >= certain && (starts[at] ?? 0) < toColumn));
    },
    change(toRow, { spans, eraseFrom }) {
      for (const { column: from, cells } of spans) {
        goTo(toRow, from);
        if (eraseFrom === from) send(eraseRest);
        put(cells);
      }
      if (eraseFrom === undefined || spans.some((span) => span.column === eraseFrom)) return;
      goTo(toRow, eraseFrom);
      send(eraseRest);
    },
    write(toRow, cells) {
      goTo(toRow, 0);
      put(cells.cells);
    },
    send,
    sendHome(sequence) {
      send(sequence);
      row = 0;
      column = 0;
    },
    shift(rows) {
      row -= rows;
    },
    showCursor(isShown) {
      if (isShown === isCursorShown) return;
      isCursorShown = isShown;
      bytes += isShown ? "\x1b[?25h" : "\x1b[?25l";
    },
    take() {
      setStyle(plain, "");
      const taken = bytes;
      bytes = "";
      return taken;
    },
  };
};

/** Of any terminal. */
const mostColumns = (cell: Cell): number =>
  isCertain(cell) ? cell.columns : Math.max(cell.columns, 2 * cell.text.length);

const wrapOff = "\x1b[?7l";
const wrapOn = "\x1b[?7h";
const eraseRest = "\x1b[K";
const linkEnd = "\x1b]8;;\x07";

const up = (rows: number): string => `\x1b[${rows === 1 ? "" : rows}A`;

const across = (from: number | undefined, to: number): string => {
  if (to === 0) return "\r";
  const absolute = `\x1b[${to + 1}G`;
  if (from === undefined) return absolute;
  if (to < from) return from - to < absolute.length ? "\b".repeat(from - to) : absolute;
  const forward = `\x1b[${to - from === 1 ? "" : to - from}C`;
  return forward.length < absolute.length ? forward : absolute;
};
