import { BrainError } from "../brain/core/errors.ts";
import type { Metric, Prediction, Scored } from "../brain/core/evaluation.ts";

/** What went wrong with one case: a stable code, and words that quote nobody. */
export type CaseError = { readonly code: string; readonly message: string };

/** What a metric made of a prediction. `scored` is missing where it had nothing to say. */
export type MetricOutcome = { readonly scored?: Scored } | { readonly error: CaseError };

/**
 * What a metric says of a prediction; a metric that throws, or whose score is no number from 0 to 1, is an error with code
 * `metric`. A metric of replies has nothing to say where none was asked for.
 * @throws {LmError} aborted, over-budget: they end the whole
 */
export const scorePrediction = async (
  metric: Metric,
  prediction: Prediction,
  options: { readonly signal?: AbortSignal } = {},
): Promise<MetricOutcome> => {
  if (metric.needs === "reply" && prediction.reply === undefined) return {};
  try {
    const scored = await metric.score(prediction, options);
    if (scored === undefined) return {};
    if (scored.score >= 0 && scored.score <= 1) return { scored };
    return metricError(metric, prediction, `gave ${scored.score}, which is not from 0 to 1`);
  } catch (cause) {
    if (endsTheWhole(cause)) throw cause;
    return metricError(metric, prediction, `failed: ${wordsOf(cause)}`);
  }
};

/** True of faults after which nothing further can be asked: the user's abort, and a budget that is spent. */
export const endsTheWhole = (fault: unknown): boolean =>
  fault instanceof BrainError && (fault.code === "aborted" || fault.code === "over-budget");

/** A fault as one case's error. */
export const caseError = (fault: unknown): CaseError =>
  fault instanceof BrainError
    ? { code: fault.code, message: fault.message }
    : { code: "unexpected", message: wordsOf(fault) };

const metricError = (metric: Metric, prediction: Prediction, what: string): MetricOutcome => ({
  error: { code: "metric", message: `metric "${metric.name}" on case "${prediction.case.id}" ${what}` },
});

/** Only messages that cannot quote the data: our own, and what the engine says of names in the code. */
const wordsOf = (fault: unknown): string => {
  if (!(fault instanceof Error)) return "something that is no error was thrown";
  const isSafe = fault instanceof BrainError || fault instanceof TypeError || fault instanceof ReferenceError;
  return isSafe ? fault.message : fault.name;
};
