import { columnsOf, graphemes } from "./graphemes.ts";

/**
 * Rows of at most `width` columns, broken at spaces, or within a word that is wider than a row. A row depends only on
 * the text up to its end, so that all but the last row of a text that still grows are final.
 */
export const wrapText = (text: string, width: number): string[] =>
  text.split("\n").flatMap((line) => wrapLine(line, width));

/** The same for one line whose later rows keep the indentation of its first, as far as the width allows. */
export const wrapIndented = (line: string, width: number): string[] => {
  const indent = line.match(/^ */)?.[0] ?? "";
  if (indent.length * 2 > width) return wrapText(line.trimStart(), width);
  return wrapText(line.slice(indent.length), width - indent.length).map((row) => indent + row);
};

const wrapLine = (line: string, width: number): string[] => cutRows(line, width).map((row) => row.trimEnd());

/** Pieces of one line, a row each, with the spaces that end them: put together they are the line. */
export const cutRows = (line: string, width: number): string[] => {
  if (line.length <= width && columnsOf(line) <= width) return [line];
  const rows: string[] = [];
  let row = "";
  let used = 0;
  for (const [word, columns, isPiece] of words(line, Math.max(1, width))) {
    const isSpace = word.trim() === "";
    if (used > 0 && (used + columns > width || isPiece) && !isSpace) {
      rows.push(row);
      row = "";
      used = 0;
    }
    row += word; // spaces that do not fit stand behind the row's end, unseen
    used += columns;
  }
  return [...rows, row];
};

/** Pieces of one line that are as wide as they can be, wherever that cuts it: for what must be read column by column. */
export const cutColumns = (line: string, width: number): string[] => {
  if (line.length <= width && columnsOf(line) <= width) return [line];
  return [...pieces(line, Math.max(1, width))].map(([piece]) => piece);
};

/**
 * Words, spaces, and pieces of words that are wider than a row, with their columns. Each piece is a row's beginning: where
 * a word has its first row does not depend on how it goes on.
 */
function* words(line: string, width: number): Generator<[text: string, columns: number, isPiece: boolean]> {
  for (const word of line.match(/\s+|\S+/g) ?? []) {
    const columns = columnsOf(word);
    if (columns <= width) {
      yield [word, columns, false];
      continue;
    }
    for (const [piece, used] of pieces(word, width)) yield [piece, used, true];
  }
}

function* pieces(text: string, width: number): Generator<[text: string, columns: number]> {
  let piece = "";
  let used = 0;
  for (const grapheme of graphemes(text)) {
    const more = columnsOf(grapheme);
    if (used > 0 && used + more > width) {
      yield [piece, used];
      piece = "";
      used = 0;
    }
    piece += grapheme;
    used += more;
  }
  yield [piece, used];
}
