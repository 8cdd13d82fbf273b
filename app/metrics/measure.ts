import { type Bins, binsOf, inBins } from "./bins.ts";
import { checkFigure } from "./check-figure.ts";
import { headline } from "./figures.ts";
import { modelsOf } from "./model-metrics.ts";
import type { Figure, MeasuredTurn, MetricScope, TurnMetric } from "./turn-metric.ts";

/** A metric and what it came to. */
export type MetricRow = {
  readonly metric: TurnMetric;
  readonly figure: Figure;
  /** How its own `show` shows it. */
  readonly shown?: string;
  /** Its headline for each piece of the span, `undefined` where nothing was known; empty where there is but one piece. */
  readonly trend: readonly (number | undefined)[];
};

/** The rows of a group; for models one such for each, those with the most turns first. */
export type MetricTable = {
  readonly group: TurnMetric["group"];
  readonly lm?: string;
  readonly rows: readonly MetricRow[];
};

/** A metric that failed; the others are not touched by it. */
export type MetricFault = { readonly metric: string; readonly message: string };

export type Measured = {
  readonly tables: readonly MetricTable[];
  readonly faults: readonly MetricFault[];
  /** `undefined` where there is no turn. */
  readonly bins: Bins | undefined;
};

/**
 * All figures of these turns, and how they went over time.
 * @param turns in any order; none is changed, whatever a plug-in does
 * @param plugins names of the metrics that others wrote
 */
export const measure = (
  turns: readonly MeasuredTurn[],
  metrics: readonly TurnMetric[],
  plugins: ReadonlySet<string> = new Set(),
): Measured => {
  const faults = new Map<string, string>();
  if (turns.length === 0) return { tables: [], faults: [], bins: undefined };
  const bins = binsOf(...ends(turns));
  const figureOf = (metric: TurnMetric, of: readonly MeasuredTurn[], scope: MetricScope): Figure | undefined =>
    checkFigure(metric.of(plugins.has(metric.name) ? of.map(copyOf) : [...of], { ...scope }));
  const headlineOf = (metric: TurnMetric, of: readonly MeasuredTurn[], scope: MetricScope): number | undefined => {
    const figure = figureOf(metric, of, scope);
    return figure && headline(figure);
  };
  const table = (group: TurnMetric["group"], of: readonly MeasuredTurn[], scope: MetricScope): MetricTable => {
    const pieces = bins.count < 2 ? [] : inBins(of, bins);
    const rows = metrics.flatMap((metric): readonly MetricRow[] => {
      if (metric.group !== group || faults.has(metric.name)) return [];
      try {
        const figure = figureOf(metric, of, scope);
        if (figure === undefined) return [];
        const shown = metric.show === undefined ? undefined : inWords(metric.show(structuredClone(figure)));
        const trend = pieces.map((piece) => (piece.length === 0 ? undefined : headlineOf(metric, piece, scope)));
        return [{ metric, figure, trend, ...(shown !== undefined && { shown }) }];
      } catch (error) {
        faults.set(metric.name, messageOf(error));
        return [];
      }
    });
    return { group, ...scope, rows };
  };
  const tables = [
    table("conversation", turns, {}),
    ...byModel(turns).map(([lm, asked]) => table("model", asked, { lm })),
    table("stage", turns, {}),
  ];
  return {
    // What failed for one model is shown for none: a half table would pass for a whole one.
    tables: tables
      .map((each) => ({ ...each, rows: each.rows.filter(({ metric }) => !faults.has(metric.name)) }))
      .filter(({ rows }) => rows.length > 0),
    faults: [...faults].map(([metric, message]) => ({ metric, message })),
    bins,
  };
};

/** Turns by model, a turn that was handed on to another one with both. */
export const byModel = (turns: readonly MeasuredTurn[]): readonly (readonly [string, readonly MeasuredTurn[]])[] => {
  const found = new Map<string, MeasuredTurn[]>();
  for (const turn of turns) {
    for (const lm of modelsOf(turn)) {
      if (lm === "none") continue;
      const known = found.get(lm);
      if (known === undefined) found.set(lm, [turn]);
      else known.push(turn);
    }
  }
  return [...found].sort(([one, ones], [other, others]) => others.length - ones.length || (one < other ? -1 : 1));
};

/**
 * For a metric that others wrote: one that writes into its turns changes no other's, nor what Prometheus is told. (A list of its
 * own is enough for ours, which sort at most. Frozen turns took three times as long to go through.) Copies of 100,000 take 35 ms.
 */
const copyOf = (turn: MeasuredTurn): MeasuredTurn => ({
  ...turn,
  ms: { ...turn.ms },
  faults: turn.faults.length === 0 ? [] : turn.faults.map((fault) => ({ ...fault })),
});

/** Not by `Math.min(...)`: a million arguments are too many. */
const ends = (turns: readonly MeasuredTurn[]): [first: number, last: number] => {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at } of turns) {
    if (at < first) first = at;
    if (at > last) last = at;
  }
  return [first, last];
};

const inWords = (given: unknown): string => {
  if (typeof given === "string") return given;
  throw new Error("show() gave no text");
};

const messageOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split("\n")[0] ?? "") || error.name : "it threw something that is no error";
