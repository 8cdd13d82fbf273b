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
): readonly string[] => firstThatFits([() => asTable(rows), inBlocks], width);

/** Columns of a table's bars, from the widest: 0 where there is no room for any. */
export const barWidths = [16, 8, 0];

/** The first of these ways to say it that is not too wide; the last one where all others are. */
export const firstThatFits = (
  ways: readonly (() => readonly string[])[],
  width = terminalWidth(),
): readonly string[] => {
  let lines: readonly string[] = [];
  for (const way of ways) {
    lines = way();
    if (lines.every((line) => columnsOf(line) <= width)) break;
  }
  return lines;
};

/** Lines for a terminal whose locale has no more than ASCII: each character keeps its column. */
export const inLocale = (lines: readonly string[], isUnicode: boolean): readonly string[] =>
  isUnicode
    ? lines
    : lines.map((line) => line.replace(/[–·…▕▏]/g, (mark) => plain[mark] ?? mark).replace(/[^\x20-\x7e]/gu, "?"));

const plain: Readonly<Record<string, string>> = { "–": "-", "·": "-", "…": "~", "▕": "|", "▏": "|" };
