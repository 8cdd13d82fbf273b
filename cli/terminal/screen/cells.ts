import { columnsOf, graphemes } from "../graphemes.ts";
import { plain, type Style, showsOnSpace, styleAfter } from "./style.ts";

/** One character on screen. */
export type Cell = {
  readonly text: string;
  readonly columns: number;
  readonly style: Style;
  /** The OSC 8 sequence that opens its link; empty where there is none. */
  readonly link: string;
};

/** One row of the screen. */
export type CellRow = {
  readonly cells: readonly Cell[];
  /** The column that each cell begins at. */
  readonly starts: readonly number[];
  /** Columns up to the end of the last cell, at most. */
  readonly width: number;
  /** The same, at least. */
  readonly narrowest: number;
  /** The first column whose place terminals may disagree about, or `Infinity`. */
  readonly certain: number;
};

export const emptyRow: CellRow = { cells: [], starts: [], width: 0, narrowest: 0, certain: Number.POSITIVE_INFINITY };

/** Reads a row as Ink writes it: text with SGR sequences and links. Spaces at its end that show nothing are left out. */
export const readCells = (row: string): CellRow => {
  const cells: Cell[] = [];
  let style = plain;
  let link = "";
  for (const part of row.split(sequences)) {
    const sgr = sgrSequence.exec(part);
    if (sgr) style = styleAfter(style, sgr[1] ?? "");
    else if (part.startsWith(linkStart)) link = linkTarget.test(part) ? part : "";
    else for (const text of graphemes(part)) addCell(cells, { text, columns: columnsOf(text), style, link });
  }
  return rowOf(cells);
};

/** A row of these cells. */
export const rowOf = (given: readonly Cell[]): CellRow => {
  const end = given.findLastIndex((cell) => !isBlank(cell));
  const cells = given.slice(0, end + 1);
  const starts: number[] = [];
  let width = 0;
  let narrowest = 0;
  let certain = Number.POSITIVE_INFINITY;
  for (const cell of cells) {
    starts.push(width);
    const isSure = isCertain(cell);
    if (certain > width && !isSure) certain = width;
    width += cell.columns;
    narrowest += isSure ? cell.columns : mayBeNothing.test(cell.text) ? 0 : 1;
  }
  return { cells, starts, width, narrowest, certain };
};

/** As many cells as fit into so many columns; the first one always, since most terminals give it fewer than we fear. */
export const clip = (row: CellRow, columns: number): CellRow =>
  row.width <= columns
    ? row
    : rowOf(row.cells.filter(({ columns: width }, at) => at === 0 || (row.starts[at] ?? 0) + width <= columns));

/** The rows that a terminal makes of one that is wider than it. */
export const fold = (row: CellRow, columns: number): readonly CellRow[] => {
  if (row.width <= columns) return [row];
  const rows: Cell[][] = [[]];
  let used = 0;
  for (const cell of row.cells) {
    if (used > 0 && used + cell.columns > columns) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(cell);
    used += cell.columns;
  }
  return rows.map(rowOf);
};

export const isSameCell = (one: Cell | undefined, other: Cell | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  one.text === other.text &&
  one.link === other.link &&
  (one.style === other.style || (one.text === " " && !showsOnSpace(one.style) && !showsOnSpace(other.style)));

/** Whether it is as a cell that nothing was written to. */
export const isBlank = ({ text, style, link }: Cell): boolean => text === " " && style === plain && link === "";

const mayBeNothing = /^[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const escapeByte = "\x1b";
const bell = "\x07";
const linkStart = `${escapeByte}]8;`;
const linkTarget = new RegExp(`^${escapeByte}\\]8;[^;]*;[^${bell}${escapeByte}]`);
const sgrSequence = new RegExp(`^${escapeByte}\\[([\\d;:]*)m$`);
const sequences = new RegExp(
  `(${escapeByte}\\[[\\d;:]*m|${escapeByte}\\]8;[^${bell}${escapeByte}]*(?:${bell}|${escapeByte}\\\\))`,
);

/** Characters without a column of their own belong to the one before them. */
const addCell = (cells: Cell[], cell: Cell): void => {
  if (cell.columns > 0) {
    cells.push(cell);
    return;
  }
  const last = cells.pop();
  if (last) cells.push({ ...last, text: last.text + cell.text });
};

/**
 * Whether all terminals give a character as many columns as we do. They disagree about emoji, joined characters, private
 * ones, marks that stand alone, and what came with later versions of Unicode.
 */
export const isCertain = ({ text, columns }: Cell): boolean => {
  if (text.length !== 1) return false;
  if (text < "\x7f") return true;
  return columns === 1 ? !unsettled.test(text) : wideForAll.test(text);
};

const unsettled = /[\p{M}\p{Cf}\p{Co}\u1160-\u11ff\ud7b0-\ud7ff\uffa0]/u;
const wideForAll =
  /[\u1100-\u115e\u2e80-\u303e\u3041-\u3163\u3165-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/;
