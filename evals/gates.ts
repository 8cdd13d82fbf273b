import { type Comparison, worseThanBaseline } from "./compare.ts";
import { plural } from "./reports/eval-words.ts";
import type { Gate } from "./run-report.ts";

/** What is demanded of a run, by one metric. */
export type Demands = {
  readonly metric: string;
  /** Programs of which it is demanded; all, where it is not given. */
  readonly programs?: readonly string[] | undefined;
  /** Least mean (0–1) of each. */
  readonly min?: number | undefined;
  /** That none of them does worse than the comparison's baseline, at this level after correction. */
  readonly alpha?: number | undefined;
};

/** Whether the demands on a run were met. A program all of whose answers failed misses both. */
export const gatesOf = (comparison: Comparison, { metric, programs, min, alpha }: Demands): readonly Gate[] => {
  const isAsked = ({ program }: { readonly program: string }) => programs?.includes(program) ?? true;
  const measured = comparison.metrics.find((each) => each.metric === metric);
  const scores = (measured?.scores ?? []).filter(isAsked);
  const atLeast =
    min === undefined
      ? []
      : scores.map(({ program, summary: { n, mean } }) => ({
          name: `${program}: ${metric} at least ${min}`,
          passed: n > 0 && mean >= min,
          message: n === 0 ? "nothing was scored" : `${mean.toFixed(3)} over ${plural(n, "case")}`,
        }));
  if (alpha === undefined || comparison.baseline === undefined) return atLeast;
  const worse = new Set(worseThanBaseline(comparison, metric, alpha).map(({ program }) => program));
  // Where the metric has nothing to say of any answer, there is nothing to be worse at; where all failed, there is.
  const hasFailed = new Set(measured?.scores.flatMap(({ program, summary }) => (summary.errors > 0 ? [program] : [])));
  const isFailure = ({ program }: { readonly program: string }) =>
    hasFailed.has(program) || hasFailed.has(comparison.baseline ?? "");
  const tests = (measured?.tests ?? []).filter((test) => isAsked(test) && (test.n > 0 || isFailure(test)));
  const notWorse = tests.map(({ program, difference, corrected, n }) => ({
    name: `${program}: ${metric} not significantly worse than ${comparison.baseline}`,
    passed: n > 0 && !worse.has(program),
    message:
      n === 0
        ? "nothing to compare"
        : `difference ${difference.toFixed(3)} over ${plural(n, "case")}, p ${corrected.toFixed(4)} after correction`,
  }));
  return [...atLeast, ...notWorse];
};
