import { stringify } from "csv-stringify/sync";
import type { SpendRow } from "../app/spend/open-spend.ts";

/** A row a group, for spreadsheets. A name that a spreadsheet would take for a formula has an apostrophe before it. */
export const spendCsv = (by: string, rows: readonly SpendRow[]): string =>
  stringify(
    rows.map(({ name, calls, promptTokens, completionTokens, cost, estimated, unpriced, lost }) => [
      name ?? "",
      calls,
      promptTokens,
      completionTokens,
      cost,
      estimated,
      unpriced,
      lost,
    ]),
    {
      header: true,
      columns: [by, "calls", "prompt_tokens", "completion_tokens", "cost_usd", "estimated", "unpriced", "lost"],
      escape_formulas: true,
      record_delimiter: "windows",
      // csv-stringify quotes what holds the delimiter of rows; half of it breaks a row as well.
      quoted_match: /[\r\n]/,
    },
  );
