import type { Row } from "../row.ts";
import { cutRow, hangRow, joinRows, rowColumns, run } from "./fit-row.ts";
import type { Item, TurnSection } from "./item.ts";

/** Columns below which what is told is not indented below its title. */
const narrow = 40;
/** Where every item should take one row, one of more rows than this is cut to one. */
const longItem = 4;

/** Columns that items of a section get in so many. */
export const itemColumns = (columns: number): number => columns - indent(columns).length;

/** A titled part of what is told of a turn, in rows of at most `columns` columns. */
export const sectionRows = (
  { title, note, items }: TurnSection,
  columns: number,
  { isBrief = false }: { readonly isBrief?: boolean } = {},
): readonly Row[] => {
  const head = [run(title, "heading")];
  const explained = note === undefined ? head : [...head, run(` · ${note}`, "dim")];
  return [
    cutRow(rowColumns(explained) <= columns ? explained : head, columns),
    ...items.flatMap(({ lead = "", body }: Item) => {
      const start = joinRows(indent(columns), lead);
      const isLong = isBrief && rowColumns(body) > columns * longItem;
      return isLong ? [cutRow(joinRows(start, body), columns)] : hangRow(start, body, columns);
    }),
  ];
};

const indent = (columns: number): string => (columns < narrow ? "" : "  ");
