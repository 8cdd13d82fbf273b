import { type Cell, type CellRow, isBlank, isSameCell } from "./cells.ts";

/** Cells to be written from a column on. */
export type Span = { readonly column: number; readonly cells: readonly Cell[] };

/** What makes one row of the screen into another: from left to right. */
export type Changes = {
  readonly spans: readonly Span[];
  /** Where the rest of the row is erased: before a span that begins there is written, else after all of them. */
  readonly eraseFrom: number | undefined;
};

const none: Changes = { spans: [], eraseFrom: undefined };
/** Bytes that leaping over unchanged cells costs: fewer are written again. */
const leap = 4;

/** The cells of `after` that are not on screen yet where `before` is. */
export const changesOf = (before: CellRow, after: CellRow): Changes => {
  if (before === after) return none;
  const certain = Math.min(before.certain, after.certain);
  const spans = spansBefore(certain, before, after);
  if (isSameFrom(certain, before, after)) {
    return { spans, eraseFrom: before.width > after.width ? after.width : undefined };
  }
  // Where characters stand is only known up to the first one that terminals disagree about.
  const from = after.starts.findIndex((start) => start >= certain);
  if (from === -1) return { spans, eraseFrom: after.width };
  const column = after.starts[from] ?? after.width;
  return { spans: [...spans, { column, cells: after.cells.slice(from) }], eraseFrom: column };
};

/** About how many bytes the changes take. */
export const costOf = ({ spans, eraseFrom }: Changes): number =>
  spans.reduce((sum, { cells }) => sum + 8 + lengthOf(cells), eraseFrom === undefined ? 0 : 4);

const spansBefore = (certain: number, before: CellRow, after: CellRow): readonly Span[] => {
  let old = 0;
  const spans: { column: number; cells: Cell[] }[] = [];
  let passed: Cell[] = [];
  for (const [at, cell] of after.cells.entries()) {
    const column = after.starts[at] ?? 0;
    if (column >= certain) break;
    while ((before.starts[old] ?? Number.POSITIVE_INFINITY) < column) old++;
    const isThere =
      (before.starts[old] === column && isSameCell(before.cells[old], cell)) ||
      (column >= before.width && isBlank(cell));
    const last = spans.at(-1);
    if (isThere) passed.push(cell);
    else {
      if (last && lengthOf(passed) <= leap) last.cells.push(...passed, cell);
      else spans.push({ column, cells: [cell] });
      passed = [];
    }
  }
  return spans;
};

const isSameFrom = (column: number, before: CellRow, after: CellRow): boolean => {
  if (column === Number.POSITIVE_INFINITY) return true;
  const from = (row: CellRow) => row.cells.filter((_, at) => (row.starts[at] ?? 0) >= column);
  const [old, fresh] = [from(before), from(after)];
  return (
    before.certain === after.certain &&
    old.length === fresh.length &&
    old.every((cell, at) => isSameCell(cell, fresh[at]))
  );
};

/** Bytes of the cells, their changes of style guessed. */
const lengthOf = (cells: readonly Cell[]): number => {
  let length = 0;
  let style = cells[0]?.style;
  for (const cell of cells) {
    length += cell.text.length === 1 && cell.text < "\x7f" ? 1 : Buffer.byteLength(cell.text);
    if (cell.style !== style) length += 5;
    style = cell.style;
  }
  return length;
};
