import { plainRow, type Row } from "../row.ts";
import { rowOf } from "./looks.ts";

/** Columns below which rows are indented by one column and not by two. */
const narrow = 20;

/** Columns that stand before the rows of a reply. */
export const leadColumns = (columns: number): number => (columns < narrow ? 1 : 2);

/**
 * A row of a reply, or of a message, as it stands in the transcript: indented, and behind a bar where it begins as what
 * the program itself says. Nobody who writes into the transcript can so pass for the program, with colours or without.
 */
export const led = (row: Row, columns: number): Row => {
  const text = plainRow(row);
  if (text === "") return row;
  const lead = leadColumns(columns);
  const runs = typeof row === "string" ? [{ text: row }] : row;
  if (ownSign.test(text)) return rowOf([{ text: "│".padEnd(lead), looks: ["dim"] }, ...runs]);
  return rowOf([{ text: " ".repeat(lead) }, ...runs]);
};

/** The same of a row of a message that is indented already. */
export const ledMessage = (row: string): string => (ownSign.test(row) ? row.replace(/^ {2}/, "│ ") : row);

/** What remarks, summaries, faults, marks of time and messages begin with, behind anything that shows nothing. */
const ownSign =
  /^[\s\u2800\p{M}\p{Default_Ignorable_Code_Point}]*(?:[!↻✗›—…]|#\p{N}|cancelled$|No reply was sent\.|The reply ends here\.)/u;
