import { unreliable } from "../app/metrics/figures.ts";
import type { Figure, MetricUnit } from "../app/metrics/turn-metric.ts";
import { dollars } from "../brain/core/dollars.ts";

/** A number of a unit as people read it: `1,234`, `96.8 %`, `820 ms`, `2.1 s`, `$0.012`. */
export const valueInWords = (value: number, unit: MetricUnit): string => {
  switch (unit) {
    case "share":
      return `${(value * 100).toFixed(1)} %`;
    case "ms":
      return time(value);
    case "usd":
      return dollars(value);
    case "score":
      return value.toFixed(2);
    default:
      return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
  }
};

/** A figure on one line; a percentile that too few values were there for has a star. */
export const figureInWords = (figure: Figure, unit: MetricUnit): string => {
  if ("value" in figure) {
    const { value, low, high } = figure;
    if (low === undefined || high === undefined) return valueInWords(value, unit);
    const ends =
      unit === "share"
        ? [low, high].map((end) => (end * 100).toFixed(1))
        : [low, high].map((end) => valueInWords(end, unit));
    return `${valueInWords(value, unit)} (${ends.join("–")})`;
  }
  if ("counts" in figure) {
    const counts = Object.entries(figure.counts);
    return counts.length === 0 ? "none" : counts.map(([name, n]) => `${name} ${valueInWords(n, "count")}`).join(", ");
  }
  const doubtful = unreliable(figure);
  const percentiles = Object.entries(figure.percentiles).map(
    ([percent, value]) => `p${percent} ${valueInWords(value, unit)}${doubtful.includes(percent) ? "*" : ""}`,
  );
  return [
    ...(unit === "turns" || unit === "score" ? [`mean ${valueInWords(figure.mean, unit)}`] : []),
    ...percentiles,
  ].join("  ");
};

const time = (ms: number): string => {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return ms < 99_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
};
