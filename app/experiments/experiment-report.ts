import { goodnessOfFit } from "../../evals/statistics/chi-squared.ts";
import type { ExperimentDecision, ExperimentTurn } from "../../store/experiments/experiment-log.ts";
import { summarizeUnits, type UnitsSummary } from "./compare-units.ts";
import { type ComparisonReport, compareVariant, correctForMany } from "./compare-variant.ts";
import type { Experiment, ExperimentMetric } from "./experiment-schema.ts";
import { type guardMetrics, metricFacts } from "./metric-facts.ts";
import type { ReportSource } from "./report-source.ts";
import { standingOf } from "./standing.ts";
import { unitValues } from "./unit-values.ts";
import { type UnitKind, unitKindOf } from "./unit-words.ts";

/** A split of the traffic that is as unlikely as this is no chance (Fabijan et al. 2019, KDD, p. 2156). */
const unlikelySplit = 0.001;

export type VariantReport = {
  readonly name: string;
  /** Of the traffic, 0–1; missing where the experiment is in the file no more. */
  readonly share?: number;
  /** Users, or sessions where users have no name. */
  readonly units: number;
  readonly conversations: number;
  readonly turns: number;
  readonly value: UnitsSummary;
  readonly guards: Readonly<Record<(typeof guardMetrics)[number], UnitsSummary>>;
  readonly stopped?: ExperimentDecision;
};

/** Whether units came in the shares that were set. `p` is that of the χ² test of the counts. */
export type Traffic = {
  readonly counts: Readonly<Record<string, number>>;
  readonly p: number;
  readonly isOff: boolean;
};

export type ExperimentReport = {
  readonly name: string;
  readonly metric: ExperimentMetric;
  readonly minEffect?: number;
  /** What is counted as one. */
  readonly unit: UnitKind;
  /** The control first. */
  readonly variants: readonly VariantReport[];
  readonly comparisons: readonly ComparisonReport[];
  /** Missing while nobody came. */
  readonly traffic?: Traffic;
  /** Moments of the first and the last turn. */
  readonly from?: string;
  readonly until?: string;
  readonly stopped?: ExperimentDecision;
  /** Why nobody is given it any more, beside a stop: `running: false` in the file, or it was taken out of it. */
  readonly gone?: "off" | "not in file";
};

/** All that an experiment says so far, of one metric. */
export const experimentReport = (source: ReportSource): ExperimentReport => {
  const { name, experiment, isInFile = true, turns, decisions, minEffect, metric = experiment.metric } = source;
  const names = Object.keys(experiment.variants);
  const whole = Object.values(experiment.variants).reduce((all, { share }) => all + share, 0);
  const standing = standingOf(decisions);
  const variants = names.map((variant): VariantReport => {
    const own = turns.filter((turn) => turn.variant === variant);
    const summaryOf = (each: ExperimentMetric) =>
      summarizeUnits(unitValues(each, { ...source, turns: own }), metricFacts[each].unit === "share");
    const stopped = standing.variants.get(variant);
    return {
      name: variant,
      ...(isInFile && { share: (experiment.variants[variant]?.share ?? 0) / whole }),
      units: countOf(own, "unit"),
      conversations: countOf(own, "session"),
      turns: own.length,
      value: summaryOf(metric),
      guards: {
        blocked: summaryOf("blocked"),
        failed: summaryOf("failed"),
        latency: summaryOf("latency"),
        cost: summaryOf("cost"),
      },
      ...(stopped && { stopped }),
    };
  });
  const comparisons = names.slice(1).map((variant) => compareVariant({ ...source, metric, variant }));
  const traffic = isInFile ? trafficOf(experiment, turns, decisions) : undefined;
  return {
    name,
    metric,
    ...(minEffect !== undefined && { minEffect }),
    unit: unitKindOf(turns),
    variants,
    comparisons: correctForMany(comparisons),
    ...(traffic && { traffic }),
    ...(turns[0] && { from: turns[0].at, until: turns.at(-1)?.at ?? turns[0].at }),
    ...(standing.stopped && { stopped: standing.stopped }),
    ...(!isInFile ? { gone: "not in file" as const } : experiment.running ? {} : { gone: "off" as const }),
  };
};

/** Each unit by what it got first; until the first stop, which sends traffic elsewhere. */
const trafficOf = (
  { variants }: Experiment,
  turns: readonly ExperimentTurn[],
  decisions: readonly ExperimentDecision[],
): Traffic | undefined => {
  const end = decisions.find(({ action }) => action === "stop")?.at;
  const first = new Map<string, string>();
  for (const { unit, variant, at } of turns) {
    if ((end === undefined || at < end) && Object.hasOwn(variants, variant) && !first.has(unit))
      first.set(unit, variant);
  }
  const names = Object.keys(variants);
  const counted = names.map((name) => [...first.values()].filter((variant) => variant === name).length);
  const counts = Object.fromEntries(names.map((name, at) => [name, counted[at] ?? 0]));
  const shares = names.map((name) => variants[name]?.share ?? 0);
  // Whoever came to a variant that gets nobody now was sent there by other shares.
  const wasSentElsewhere = shares.some((share, at) => share === 0 && (counted[at] ?? 0) > 0);
  const fit = goodnessOfFit(counted, shares);
  if (fit === undefined && !wasSentElsewhere) return undefined;
  const p = wasSentElsewhere ? 0 : (fit?.p ?? 1);
  return { counts, p, isOff: p < unlikelySplit };
};

const countOf = (turns: readonly ExperimentTurn[], what: "unit" | "session"): number =>
  new Set(turns.map((turn) => turn[what])).size;
