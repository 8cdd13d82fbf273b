import type { Metric, ScoredCase } from "../brain/core/evaluation.ts";
import type { RunLine } from "../brain/core/ports.ts";
import { runConcurrently } from "./run-concurrently.ts";
import { type MetricOutcome, scorePrediction } from "./score-prediction.ts";

/** A line of a run with what each metric made of it, by the metric's name; empty where the line holds no answer. */
export type ScoredLine = { readonly line: RunLine; readonly scores: Readonly<Record<string, MetricOutcome>> };

/**
 * Scores answers that were given before, in their order; no model is asked but by a metric that asks one itself.
 * @throws {LmError} aborted, over-budget, of such a metric
 */
export const scoreRun = async (
  lines: readonly RunLine[],
  metrics: readonly Metric[],
  options: {
    readonly concurrency?: number;
    readonly signal?: AbortSignal;
    readonly onLine?: (scored: ScoredLine) => void;
  } = {},
): Promise<readonly ScoredLine[]> => {
  const scored: ScoredLine[] = new Array(lines.length);
  await runConcurrently(
    lines,
    async (line, signal, index) => {
      const one = { line, scores: await scoresOf(line, metrics, signal) };
      scored[index] = one;
      options.onLine?.(one);
    },
    { concurrency: options.concurrency ?? 1, signal: options.signal },
  );
  return scored;
};

/** The answers of one program as one metric sees them. An answer that was never given is an error there, too. */
export const scoredCases = (scored: readonly ScoredLine[], program: string, metric: string): readonly ScoredCase[] =>
  scored.filter(({ line }) => line.program === program).map((one) => scoredCase(one, metric));

const scoredCase = ({ line, scores }: ScoredLine, metric: string): ScoredCase => {
  const evalCase = line.case;
  if (line.error !== undefined) return { case: evalCase, error: line.error };
  return { case: evalCase, ...scores[metric] };
};

async function scoresOf(
  { case: evalCase, prediction, error }: RunLine,
  metrics: readonly Metric[],
  signal: AbortSignal,
) {
  const scores: Record<string, MetricOutcome> = {};
  if (prediction === undefined || error !== undefined) return scores;
  for (const metric of metrics)
    scores[metric.name] = await scorePrediction(metric, { ...prediction, case: evalCase }, { signal });
  return scores;
}
