import { type Alignment, align } from "./align.ts";
import { type CellRow, clip, emptyRow, fold, readCells } from "./cells.ts";
import { changesOf } from "./changes.ts";
import { createPen } from "./pen.ts";

export type Size = { readonly columns: number; readonly rows: number };

/** The rows that are drawn again, and the cell of the cursor among them. */
export type Frame = {
  readonly rows: readonly string[];
  readonly cursor: { readonly x: number; readonly y: number } | undefined;
};

/** Knows what is on screen below the transcript, and gives the bytes that make the next frame of it. */
export type FrameWriter = {
  /** Puts rows that are final above the frame; they scroll away with what stands above them. */
  show(final: readonly string[], frame: Frame): string;
  /** Erases the rows that are drawn again; the cursor stands where they began, and nothing is drawn there. */
  erase(): string;
  /** Begins on the row of the cursor, whatever stands on it and below. */
  begin(): string;
  /** Rows from the cursor up to the first row of the frame, in a window that has this size now. */
  rowsAboveCursor(now: Size, wraps: Wrapping): number;
  /** Forgets what is on screen, its first row being so many rows above the cursor. */
  rebuild(rowsAbove: number): string;
};

/**
 * What a terminal that gets narrower does with rows that are too wide: cuts them, wraps them, all but the cursor's or all.
 * `xterm.js` wraps all but the cursor's, and moves the cursor down for each row that it makes, also below the cursor.
 */
export type Wrapping = "none" | "but-cursor" | "all" | "xterm.js";

/** Bytes above which a terminal is asked to draw an update at once: it might show a smaller one in part, for an instant. */
const visibleBytes = 600;

export const createFrameWriter = (size: () => Size): FrameWriter => {
  const pen = createPen(() => size().columns);
  let drawn: readonly CellRow[] = [emptyRow];
  /** Rows of the last frame by their text: most stay as they are, and need not be read or compared again. */
  let known = new Map<string, CellRow>();
  let cursor: Frame["cursor"];
  /** Of the window that they were drawn in. */
  let drawnRows = 0;

  /** Everything from row `from` on, each row below the last: what does not fit scrolls away. */
  const rewrite = (from: number, next: readonly CellRow[]) => {
    pen.goTo(from, 0);
    pen.send("\x1b[J");
    for (const [at, row] of next.slice(from).entries()) pen.write(from + at, row);
  };

  const update = ({ at, by }: Alignment, next: readonly CellRow[]) => {
    const change = (row: number, before: CellRow | undefined) =>
      pen.change(row, changesOf(before ?? emptyRow, next[row] ?? emptyRow));
    for (let row = 0; row < at; row++) change(row, drawn[row]);
    if (by > 0) {
      if (at < drawn.length) {
        pen.goTo(drawn.length - 1 + by, 0);
        pen.goTo(at, 0);
        pen.send(`\x1b[${by === 1 ? "" : by}L`);
      }
      for (let row = at; row < at + by; row++) pen.write(row, next[row] ?? emptyRow);
    } else if (by < 0) {
      pen.goTo(at, 0);
      pen.send(at === next.length ? "\x1b[J" : `\x1b[${by === -1 ? "" : -by}M`);
    }
    for (let row = at + Math.max(0, by); row < next.length; row++) change(row, drawn[row - by]);
  };

  const forget = () => {
    drawn = [emptyRow];
    cursor = undefined;
  };

  return {
    show(final, frame) {
      const { columns, rows } = size();
      const above = final.flatMap((row) => fold(readCells(row), columns));
      const read = new Map(
        frame.rows.slice(0, Math.max(1, rows)).map((row) => [row, known.get(row) ?? readCells(row)]),
      );
      known = read;
      const below = frame.rows.slice(0, Math.max(1, rows)).map((row) => clip(read.get(row) ?? emptyRow, columns));
      const next = [...above, ...below];
      const alignment = align(drawn, next, rows);
      if (alignment.isReachable) update(alignment, next);
      else rewrite(alignment.at, next);
      pen.shift(above.length);
      drawn = below;
      drawnRows = rows;
      cursor = frame.cursor && {
        x: Math.min(frame.cursor.x, columns - 1),
        y: Math.min(frame.cursor.y, below.length - 1),
      };
      if (cursor) pen.goBehind(cursor.y, cursor.x, below[cursor.y] ?? emptyRow);
      else pen.goTo(below.length - 1, 0);
      pen.showCursor(cursor !== undefined);
      return together(pen.take());
    },
    erase() {
      pen.goTo(0, 0);
      pen.send("\x1b[J");
      pen.showCursor(true);
      forget();
      return pen.take();
    },
    begin() {
      pen.sendHome("\r\x1b[J");
      forget();
      return pen.take();
    },
    rowsAboveCursor(now, wraps) {
      const { x, y } = cursor ?? { x: 0, y: pen.row };
      if (wraps === "none") return y;
      // Rather too few: a row of the frame that stays can be read past, a row of the transcript that goes is lost.
      const rowsOf = (row: CellRow | undefined) => Math.max(1, Math.ceil((row?.narrowest ?? 0) / now.columns));
      if (wraps !== "xterm.js") {
        const above = drawn.slice(0, y).reduce((sum, row) => sum + rowsOf(row), 0);
        return above + (wraps === "all" ? Math.floor(x / now.columns) : 0);
      }
      let above = y;
      // It begins with the last row; those that a lower window has lost are gone before.
      for (let at = Math.max(y, drawn.length - 1 - Math.max(0, drawnRows - now.rows)); at >= 0; at--) {
        if (at !== above) above += rowsOf(drawn[at]) - 1;
      }
      return above;
    },
    rebuild(rowsAbove) {
      pen.sendHome(`${rowsAbove > 0 ? `\x1b[${rowsAbove}A` : ""}\r\x1b[J`);
      forget();
      return pen.take();
    },
  };
};

const together = (bytes: string): string => (bytes.length > visibleBytes ? `\x1b[?2026h${bytes}\x1b[?2026l` : bytes);
