import { dollars } from "../../brain/core/dollars.ts";
import type { ExperimentMetric } from "./experiment-schema.ts";

/** What the figures of a metric are, how they are written, and which way is good. */
export type MetricFacts = {
  /** `share`: 0–1. */
  readonly unit: "share" | "turns" | "ms" | "usd";
  /** Missing where more is neither. */
  readonly better?: "higher" | "lower";
  /** What is compared of each unit, for people. */
  readonly of: string;
  /** After "warm makes": what a rise is, and what a fall is. */
  readonly rise: string;
  readonly fall: string;
};

export const metricFacts: Readonly<Record<ExperimentMetric, MetricFacts>> = {
  satisfaction: {
    unit: "share",
    better: "higher",
    of: "share of rated replies that were rated good",
    rise: "more replies rated good",
    fall: "fewer replies rated good",
  },
  turns: { unit: "turns", of: "turns of a conversation", rise: "longer conversations", fall: "shorter conversations" },
  blocked: {
    unit: "share",
    better: "lower",
    of: "share of turns with a blocked reply",
    rise: "more blocked replies",
    fall: "fewer blocked replies",
  },
  failed: {
    unit: "share",
    better: "lower",
    of: "share of turns that ended in an error or a safe reply",
    rise: "more failed turns",
    fall: "fewer failed turns",
  },
  latency: {
    unit: "ms",
    better: "lower",
    of: "mean milliseconds of a turn",
    rise: "slower turns",
    fall: "quicker turns",
  },
  cost: {
    unit: "usd",
    better: "lower",
    of: "US dollars a conversation",
    rise: "dearer conversations",
    fall: "cheaper conversations",
  },
  completion: {
    unit: "share",
    better: "higher",
    of: "share of conversations whose last message got a reply",
    rise: "more conversations that end with a reply",
    fall: "fewer conversations that end with a reply",
  },
};

/** What is held against bars of its own while something else is compared. */
export const guardMetrics = ["blocked", "failed", "latency", "cost"] as const;

/** `62.8 %`, `840 ms`, `$0.012`, `4.2`. */
export const figureInWords = (metric: ExperimentMetric, value: number): string => {
  const sign = value < 0 ? "−" : "";
  return `${sign}${sized(metricFacts[metric].unit, Math.abs(value), " %")}`;
};

/** A difference, without its sign: `12.0 points`, `840 ms`. */
export const differenceInWords = (metric: ExperimentMetric, value: number): string => {
  const { unit } = metricFacts[metric];
  return `${sized(unit, Math.abs(value), " points")}${unit === "turns" ? " turns" : ""}`;
};

/** Whether no difference can be as large as that: shares differ by 100 points at most. */
export const isBeyondAll = (metric: ExperimentMetric, difference: number): boolean =>
  metricFacts[metric].unit === "share" && difference > 1;

/** `+12.0 points`, `−840 ms`. */
export const changeInWords = (metric: ExperimentMetric, value: number): string =>
  `${value < 0 ? "−" : "+"}${differenceInWords(metric, value)}`;

const sized = (unit: MetricFacts["unit"], value: number, sharesAs: string): string => {
  if (unit === "share") return `${(value * 100).toFixed(1)}${sharesAs}`;
  if (unit === "ms") return `${Math.round(value)} ms`;
  if (unit === "usd") return dollars(value);
  return value.toFixed(2);
};
