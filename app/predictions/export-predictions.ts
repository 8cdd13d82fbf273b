import { stringify } from "csv-stringify/sync";
import type { PredictionRecord } from "../../brain/core/prediction.ts";
import { type FlatPrediction, flatColumns, flatPrediction } from "./flat-prediction.ts";

export const predictionFormats = ["csv", "jsonl"] as const;
export type PredictionFormat = (typeof predictionFormats)[number];

/** Rows that are put into words at once. */
const rowsAtOnce = 500;

/**
 * Predictions as flat rows, in pieces: CSV with a header, where a cell that a spreadsheet would take for a formula has an
 * apostrophe before it, or JSON lines that all have the same keys, for tools that read Parquet.
 */
export async function* exportPredictions(
  records: AsyncIterable<PredictionRecord>,
  format: PredictionFormat,
): AsyncGenerator<string> {
  const write = writers[format]();
  let rows: FlatPrediction[] = [];
  for await (const record of records) {
    rows.push(flatPrediction(record));
    if (rows.length < rowsAtOnce) continue;
    yield write(rows);
    rows = [];
  }
  yield write(rows);
}

type Write = (rows: readonly FlatPrediction[]) => string;

const writers: Readonly<Record<PredictionFormat, () => Write>> = {
  csv: () => {
    let isFirst = true;
    return (rows) => {
      const header = isFirst;
      isFirst = false;
      return stringify(rows.map(harmless), {
        header,
        columns: [...flatColumns],
        escape_formulas: true,
        cast: { boolean: String },
        record_delimiter: "windows",
        // csv-stringify quotes what holds the delimiter of rows; half of it breaks a row as well.
        quoted_match: /[\r\n]/,
      });
    };
  },
  jsonl: () => (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
};

/** Some spreadsheets pass over what is empty before a formula; csv-stringify sees one only at the beginning. */
const harmless = (row: FlatPrediction): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(row).map(([key, cell]) => [
      key,
      typeof cell === "string" && /^\s+[=+\-@\uff0b\uff0d\uff1d\uff20]/.test(cell) ? `'${cell}` : cell,
    ]),
  );
