import type { Row, Run } from "../row.ts";
import { cutColumns, cutRows } from "../wrap.ts";
import { rowOf } from "./looks.ts";

/** A line that grows, cut into rows. */
export type RowCutter = {
  /** The rows that these runs complete. */
  push(runs: readonly Run[]): readonly Row[];
  /** The rows that `more` would complete, and the row that may still grow. */
  preview(more: readonly Run[]): readonly Row[];
};

export type RowCutterOptions = {
  /** Columns of a row, its lead among them. A row is not cut anew when they change while it grows. */
  readonly columns: () => number;
  /** What stands before the first row, and before the others. */
  readonly first?: Run | undefined;
  readonly rest?: Run | undefined;
  readonly leadColumns: number;
  /** @default "words" */
  readonly at?: "words" | "columns";
};

/** Cuts the runs of one line: however they come in pieces, the rows are those of the whole line. */
export const createRowCutter = ({ columns, first, rest, leadColumns, at }: RowCutterOptions): RowCutter => {
  const cut = at === "columns" ? cutColumns : cutRows;
  const room = () => Math.max(1, columns() - leadColumns);
  let open: readonly Run[] = [];
  let isFirst = true;
  let width = room();

  const rowWith = (runs: readonly Run[], lead: Run | undefined): Row => rowOf(lead ? [lead, ...runs] : runs);
  const fill = (runs: readonly Run[]) => {
    const rows: Row[] = [];
    let left = runs;
    let lead = isFirst ? first : rest;
    let used = width;
    for (;;) {
      const pieces = cut(left.map(({ text }) => text).join(""), used);
      pieces.pop();
      for (const piece of pieces) {
        const [row, behind] = splitRuns(left, piece.length);
        rows.push(rowWith(row, lead));
        lead = rest;
        left = behind;
        if (used !== room()) break;
      }
      if (pieces.length === 0 || used === room()) return { rows, left, lead, used };
      used = room();
    }
  };

  return {
    push(runs) {
      if (open.length === 0) width = room();
      const { rows, left, used } = fill([...open, ...runs]);
      open = left;
      width = used;
      if (rows.length > 0) isFirst = false;
      return rows;
    },
    preview(more) {
      const { rows, left, lead } = fill([...open, ...more]);
      return [...rows, rowWith(left, lead)];
    },
  };
};

/** The runs up to `length` UTF-16 units, and the others. */
const splitRuns = (runs: readonly Run[], length: number): [before: Run[], after: Run[]] => {
  const before: Run[] = [];
  const after: Run[] = [];
  let left = length;
  for (const run of runs) {
    const { text } = run;
    if (left > 0) before.push(text.length <= left ? run : { ...run, text: text.slice(0, left) });
    if (text.length > left) after.push(left > 0 ? { ...run, text: text.slice(left) } : run);
    left = Math.max(0, left - text.length);
  }
  return [before, after];
};
