import { leastForPercentile, percentile } from "../../evals/statistics/percentile.ts";
import { wilsonInterval } from "../../evals/wilson.ts";
import type { Figure } from "./turn-metric.ts";

/** A plain number; how many it counts is itself. */
export const amount = (value: number, n = value): Figure => ({ value, n });

/** The share `hits` of `n` with its 95 % interval (Wilson); `undefined` of nothing. */
export const portion = (hits: number, n: number): Figure | undefined =>
  n === 0 ? undefined : { value: hits / n, n, ...wilsonInterval(hits, n) };

/** Mean and percentiles of the values that are known; `undefined` where none is. */
export const spread = (
  values: readonly (number | undefined)[],
  percents: readonly number[] = [50, 95, 99],
): Figure | undefined => {
  const known = Float64Array.from(values.filter((value) => value !== undefined)).sort();
  if (known.length === 0) return undefined;
  let sum = 0;
  for (const value of known) sum += value;
  const percentiles = percents.map((percent) => [String(percent), percentile(known, percent) ?? 0]);
  return { mean: sum / known.length, percentiles: Object.fromEntries(percentiles), n: known.length };
};

/** How often each of these came, the most frequent first. */
export const countsOf = (names: Iterable<string>, n: number): Figure => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].sort(([one, ones], [other, others]) => others - ones || (one < other ? -1 : 1));
  return { counts: Object.fromEntries(sorted), n };
};

/** Percentiles that were made of too few values to be relied on. */
export const unreliable = (figure: Figure): readonly string[] =>
  "percentiles" in figure
    ? Object.keys(figure.percentiles).filter((percent) => figure.n < leastForPercentile(Number(percent)))
    : [];

/** The one number that stands for a figure, where there is room for no more: what a sparkline shows. */
export const headline = (figure: Figure): number =>
  "value" in figure
    ? figure.value
    : "counts" in figure
      ? Object.values(figure.counts).reduce((sum, count) => sum + count, 0)
      : (figure.percentiles["50"] ?? figure.mean);
