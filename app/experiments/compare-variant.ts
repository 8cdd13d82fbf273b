import { fewestUnits } from "../../evals/statistics/confidence-sequence.ts";
import { holm } from "../../evals/statistics/holm.ts";
import type { Moments } from "../../evals/statistics/moments.ts";
import { detectable, type Needed, neededAnytime, neededOnce, type Spread } from "../../evals/statistics/power.ts";
import { compareUnits, type UnitsComparison } from "./compare-units.ts";
import type { ExperimentMetric } from "./experiment-schema.ts";
import { guardMetrics, metricFacts } from "./metric-facts.ts";
import type { ReportSource } from "./report-source.ts";
import { wasStopped } from "./standing.ts";
import { unitValues } from "./unit-values.ts";

/**
 * What is known of a variant against the control, however often one looks. `more` and `less` are of metrics that have no good
 * side; `alike`: whatever difference there is, it is below the least one that matters.
 */
export type Verdict = "no-data" | "too-few" | "better" | "worse" | "more" | "less" | "alike" | "undecided";

/** Units of either that a difference needs: with a look at any time, and with one look at the end. */
export type NeededUnits = { readonly effect: number; readonly anytime?: Needed; readonly once?: Needed };

export type ComparisonReport = UnitsComparison & {
  readonly variant: string;
  readonly against: string;
  readonly verdict: Verdict;
  /** The p for one look, corrected for the number of variants (Holm). */
  readonly correctedP?: number;
  /** The smallest difference that is seen with 80 % power by now. */
  readonly detectable?: number;
  readonly forObserved?: NeededUnits;
  readonly forMinimum?: NeededUnits;
  /** Metrics by which it is worse than the control, beyond doubt, with the interval that holds at any time. */
  readonly worseBy: readonly { readonly metric: ExperimentMetric; readonly low: number; readonly high: number }[];
};

/** A variant against the control. Of the control those turns count that were held while the variant was not stopped: times differ. */
export const compareVariant = (
  source: ReportSource & { readonly metric: ExperimentMetric; readonly variant: string },
): ComparisonReport => {
  const { experiment, turns, decisions, metric, variant, minEffect } = source;
  const names = Object.keys(experiment.variants);
  const against = names[0] ?? "";
  const alpha = 0.05 / (names.length - 1);
  const mine = turns.filter((turn) => turn.variant === variant);
  const its = turns.filter((turn) => turn.variant === against && !wasStopped(decisions, variant, turn.at));
  const compared = (each: ExperimentMetric): UnitsComparison =>
    compareUnits(unitValues(each, { ...source, turns: its }), unitValues(each, { ...source, turns: mine }), {
      isShare: metricFacts[each].unit === "share",
      alpha,
    });
  const comparison = compared(metric);
  return {
    ...comparison,
    variant,
    against,
    verdict: verdictOf(comparison, metricFacts[metric].better, minEffect),
    ...powerOf(comparison, {
      isShare: metricFacts[metric].unit === "share",
      ratio: ratioOf(experiment.variants[against]?.share, experiment.variants[variant]?.share),
      alpha,
      minEffect,
    }),
    worseBy: guardMetrics.flatMap((each) => {
      const { anytime } = compared(each);
      return each !== metric && anytime && anytime.low > 0
        ? [{ metric: each, low: anytime.low, high: anytime.high }]
        : [];
    }),
  };
};

/** The comparisons with each p corrected for their number. */
export const correctForMany = (comparisons: readonly ComparisonReport[]): readonly ComparisonReport[] => {
  const corrected = holm(comparisons.map(({ test }) => test?.p ?? 1));
  return comparisons.map((each, at) => (each.test ? { ...each, correctedP: corrected[at] ?? each.test.p } : each));
};

const verdictOf = (
  { control, other, anytime }: UnitsComparison,
  better: "higher" | "lower" | undefined,
  minEffect = 0,
): Verdict => {
  if (control.n + other.n === 0) return "no-data";
  if (Math.min(control.n, other.n) < fewestUnits) return "too-few";
  if (anytime === undefined) return "undecided";
  if (Math.max(Math.abs(anytime.low), Math.abs(anytime.high)) < minEffect) return "alike";
  if (anytime.low <= 0 && anytime.high >= 0) return "undecided";
  const isMore = anytime.low > 0;
  if (better === undefined) return isMore ? "more" : "less";
  return isMore === (better === "higher") ? "better" : "worse";
};

const powerOf = (
  { control, other, difference }: UnitsComparison,
  {
    isShare,
    ratio,
    alpha,
    minEffect,
  }: {
    readonly isShare: boolean;
    readonly ratio: number;
    readonly alpha: number;
    readonly minEffect: number | undefined;
  },
): Pick<ComparisonReport, "detectable" | "forObserved" | "forMinimum"> => {
  const spread = spreadOf(control, other, isShare);
  if (spread === undefined) return {};
  const needed = (effect: number): NeededUnits => {
    const anytime = neededAnytime({ ...spread, ratio }, effect, alpha);
    const once = neededOnce({ ...spread, ratio }, effect, alpha);
    return { effect: Math.abs(effect), ...(anytime && { anytime }), ...(once && { once }) };
  };
  return {
    detectable: detectable(spread, { control: control.n, other: other.n }, alpha),
    ...(difference !== 0 && { forObserved: needed(difference) }),
    ...(minEffect !== undefined && minEffect > 0 && { forMinimum: needed(minEffect) }),
  };
};

/** As cautious as `confidenceSequence`: neither varies less than both together; a share that nothing happened to yet may be that of one in n + 2. */
const spreadOf = (control: Moments, other: Moments, isShare: boolean): Omit<Spread, "ratio"> | undefined => {
  if (control.n < 2 || other.n < 2) return undefined;
  const pooled =
    ((control.n - 1) * control.variance + (other.n - 1) * other.variance) / (control.n + other.n - 2) ||
    (isShare ? unseen(control.n + other.n) : 0);
  if (!(pooled > 0)) return undefined;
  return { control: Math.max(pooled, control.variance), other: Math.max(pooled, other.variance) };
};

const unseen = (n: number): number => (1 / (n + 2)) * (1 - 1 / (n + 2));

const ratioOf = (control = 0, other = 0): number => (control > 0 && other > 0 ? other / control : 1);
