import { displayLine } from "../display-text.ts";
import { columnsOf } from "../graphemes.ts";
import { cutRow, padRow } from "../inspector/fit-row.ts";
import { plainRow, type Row } from "../row.ts";
import { type NumberedSession, shortIdOf } from "./numbered-sessions.ts";
import { agoWords } from "./spans.ts";

type Column = {
  readonly head: string;
  readonly cell: (listed: NumberedSession) => string;
  /** Columns below which it is better left out, or cut; those that it takes at most. */
  readonly least: number;
  readonly most: number;
  readonly isFigure?: boolean;
};

const gap = "  ";

/** Sessions as rows of a table no wider than the window: what says least is left out first. */
export const sessionRows = (
  sessions: readonly NumberedSession[],
  { columns: width, now }: { readonly columns: number; readonly now: number },
): readonly Row[] => {
  const [place, title, id, persona, messages, last, when] = columnsFor(now);
  // One that was closed has no number: it goes by its id.
  const named = sessions.some(({ session }) => session.isOver) ? [place, title, id] : [place, title];
  const choices = [
    [...named, persona, messages, last, when],
    [...named, persona, messages, when],
    [...named, messages, when],
    [...named, when],
    named,
    [place, title],
  ];
  const cellsOf = (column: Column) => [column.head, ...sessions.map(column.cell)];
  const leastOf = (columns: readonly Column[]) =>
    columns.reduce((sum, each) => sum + Math.min(each.least, widest(cellsOf(each))), gap.length * (columns.length - 1));
  const columns = choices.find((choice) => leastOf(choice) <= width) ?? [place, title];
  const table = [columns.map(({ head }) => head), ...sessions.map((each) => columns.map(({ cell }) => cell(each)))];
  const widths = widthsFor(columns, table, width);
  const rows = table.map((cells) => {
    const padded = cells.map((cell, at) => fitted(cell, widths[at] ?? 0, columns[at]?.isFigure === true));
    return padded.join(gap).trimEnd();
  });
  return rows.map((text, at): Row => cutRow(at === 0 ? [{ text, looks: ["dim"] }] : text, width));
};

const columnsFor = (now: number): readonly [Column, Column, Column, Column, Column, Column, Column] => [
  { head: "", cell: ({ mark }) => mark, least: 3, most: 4, isFigure: true },
  {
    head: "title",
    cell: ({ session: { title, isOver } }) => displayLine(`${title}${isOver ? " (closed)" : ""}`),
    least: 20,
    most: 36,
  },
  { head: "id", cell: ({ session }) => shortIdOf(session), least: 8, most: 8 },
  { head: "persona", cell: ({ session: { persona } }) => displayLine(persona), least: 12, most: 16 },
  { head: "messages", cell: ({ session: { messages } }) => `${messages}`, least: 8, most: 8, isFigure: true },
  { head: "last message", cell: ({ session: { last } }) => displayLine(last), least: 16, most: 60 },
  { head: "when", cell: ({ session: { lastAt } }) => agoWords(lastAt, now), least: 11, most: 11 },
];

/** Each as wide as its cells and its limit ask for; where that is too much, the long ones give way. */
const widthsFor = (columns: readonly Column[], table: readonly (readonly string[])[], width: number): number[] => {
  const widths = columns.map(({ most }, at) => Math.min(most, widest(table.map((cells) => cells[at] ?? ""))));
  const tooWide = () => widths.reduce((sum, each) => sum + each, gap.length * (columns.length - 1)) - width;
  // From the right: titles are what people know their sessions by.
  for (let at = columns.length - 1; at >= 0 && tooWide() > 0; at--) {
    const least = columns[at]?.least ?? 0;
    if ((widths[at] ?? 0) > least) widths[at] = Math.max(least, (widths[at] ?? 0) - tooWide());
  }
  return widths;
};

const fitted = (cell: string, columns: number, isFigure: boolean): string => {
  const text = plainRow(cutRow(cell, columns));
  return isFigure ? " ".repeat(Math.max(0, columns - columnsOf(text))) + text : plainRow(padRow(text, columns));
};

const widest = (cells: readonly string[]): number => Math.max(0, ...cells.map(columnsOf));
