import { asTable } from "./table.ts";
import { columnsOf } from "./terminal/graphemes.ts";
import { wrapText } from "./terminal/wrap.ts";

/** Where nobody says how wide a terminal is: terminals are at least that wide. */
const usualWidth = 80;
/** Narrower, nothing could be read. */
const leastWidth = 40;

/** Columns of the terminal that is printed to. */
export const terminalWidth = (): number => Math.max(leastWidth, process.stdout.columns || usualWidth);

/** A line on as many lines as the width asks for: the first begins with `lead`, the others are indented as far. */
export const hanging = (lead: string, text: string, width = terminalWidth()): readonly string[] => {
  const indent = columnsOf(lead);
  const [first = "", ...others] = wrapText(text, Math.max(leastWidth / 2, width - indent));
  return [`${lead}${first}`.trimEnd(), ...others.map((row) => `${" ".repeat(indent)}${row}`)];
};

/** What is told of things, under each other: a line each, or as many as the width asks for. */
export const facts = (rows: readonly (readonly [what: string, fact: string])[], width = terminalWidth()) => {
  const widest = Math.max(0, ...rows.map(([what]) => columnsOf(what)));
  const lead = (what: string) => (widest === 0 ? "" : `${what}${" ".repeat(widest - columnsOf(what))}  `);
  return rows.flatMap(([what, fact]) => hanging(lead(what), fact, width));
};

/** The rows as a table where that is not too wide, else what `inBlocks` makes of them. */
export const tableOr = (
  rows: readonly (readonly string[])[],
  inBlocks: () => readonly string[],
  width = terminalWidth(),
): readonly string[] => {
  const lines = asTable(rows);
  return lines.every((line) => columnsOf(line) <= width) ? lines : inBlocks();
};
