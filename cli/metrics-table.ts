import { type Bins, widthInWords } from "../app/metrics/bins.ts";
import { unreliable } from "../app/metrics/figures.ts";
import type { Measured, MetricRow, MetricTable } from "../app/metrics/measure.ts";
import type { MeasuredTurn } from "../app/metrics/turn-metric.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { hanging, inLocale, terminalWidth } from "./lay-out.ts";
import { figureInWords } from "./metrics-words.ts";
import { sparkline } from "./sparkline.ts";
import { asTable } from "./table.ts";
import { displayLine } from "./terminal/display-text.ts";
import { columnsOf } from "./terminal/graphemes.ts";

export type MetricsLook = { readonly width?: number; readonly isUnicode?: boolean };

/** The figures for people: a table for conversations, one for each model, one for the stages, as wide as the terminal at most. */
export const metricsLines = (
  turns: readonly MeasuredTurn[],
  { tables, bins }: Measured,
  { width = terminalWidth(), isUnicode = true }: MetricsLook = {},
): readonly string[] => {
  const rows = tables.flatMap((table) => table.rows);
  const isDoubtful = rows.some(({ figure, shown }) => shown === undefined && unreliable(figure).length > 0);
  const lines = [
    ...hanging("", spanInWords(turns, bins), width),
    ...tables.flatMap((table) => ["", ...linesOf(table, width, isUnicode)]),
    ...(isDoubtful ? ["", ...hanging("* ", "of too few values to be relied on", width)] : []),
  ];
  return inLocale(lines, isUnicode);
};

const titles: Readonly<Record<MetricTable["group"], string>> = {
  conversation: "conversations",
  model: "model",
  stage: "stages of the turn",
};

const linesOf = ({ group, lm, rows }: MetricTable, width: number, isUnicode: boolean): readonly string[] => [
  displayLine(lm ?? titles[group]),
  ...fitted(rows, width - 2, isUnicode).map((line) => `  ${line}`),
];

/** With sparklines where they fit, else without; where even that is too wide, a figure goes below its name. */
const fitted = (rows: readonly MetricRow[], width: number, isUnicode: boolean): readonly string[] => {
  const cells = rows.map((row) => [row.metric.name, wordsOf(row), numberOf(row), sparkline(row.trend, { isUnicode })]);
  const fits = (lines: readonly string[]) => lines.every((line) => columnsOf(line) <= width);
  const whole = asTable(cells, { figures: [2] });
  if (fits(whole)) return whole;
  const table = asTable(
    cells.map((row) => row.slice(0, 3)),
    { figures: [2] },
  );
  if (fits(table)) return table;
  return cells.flatMap(([name = "", words = "", n = ""]) =>
    hanging(`${name}  `, n === "" ? words : `${words}, ${n}`, width),
  );
};

const wordsOf = ({ metric, figure, shown }: MetricRow): string =>
  displayLine(shown ?? figureInWords(figure, metric.unit)) || "none";

/** A count says itself of how many it is made. */
const numberOf = ({ figure, metric }: MetricRow): string =>
  "value" in figure && metric.unit === "count" ? "" : `n ${figure.n.toLocaleString("en-US")}`;

/** `412 turns, 2026-07-01 to 2026-07-31 (UTC); a mark is a day` */
const spanInWords = (turns: readonly MeasuredTurn[], bins: Bins | undefined): string => {
  if (bins === undefined) return plural(0, "turn");
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at } of turns) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const days = day(first) === day(last) ? day(first) : `${day(first)} to ${day(last)}`;
  const marks = bins.count < 2 ? "" : `; a mark is ${widthInWords(bins)}`;
  return `${turns.length.toLocaleString("en-US")} ${turns.length === 1 ? "turn" : "turns"}, ${days} (UTC)${marks}`;
};
