import { BrainError, type LmError } from "../../brain/core/errors.ts";
import type { EvalCase, Metric, ScoredCase } from "../../brain/core/evaluation.ts";
import type { MeasuredProgram } from "./measure-program.ts";

/** A program of which nothing could be measured is not worth its name. @throws {BrainError} unmeasured */
export const checkMeasured = (scored: readonly ScoredCase[], metric: Metric): void => {
  if (scored.some((one) => one.scored !== undefined) || scored.length === 0) return;
  const faults = scored.flatMap(({ error }) => (error ? [error] : []));
  const [first] = faults;
  if (first === undefined) {
    throw new BrainError(
      "unmeasured",
      `The metric ${metric.name} has nothing to say of any of the ${scored.length} cases of the devset: choose another with --metric.`,
    );
  }
  const others = faults.some(({ code }) => code !== first.code) ? ", others with other faults" : "";
  throw new BrainError(
    "unmeasured",
    `Nothing could be measured: of ${scored.length} cases of the devset ${faults.length} ended in a fault, the first one with: ${first.message}${others}`,
  );
};

/** What went wrong on the way, for people. */
export const measuringNotices = (
  measured: readonly MeasuredProgram[],
  unmeasured: readonly string[],
  {
    devset,
    metric,
    refused,
  }: {
    readonly devset: readonly EvalCase[];
    readonly metric: Metric;
    /** What was not asked any more, since there was no budget for it. */
    readonly refused: LmError | undefined;
  },
): readonly string[] => [
  ...measured.flatMap(({ name, summary, scored, isCut }) => [
    ...(summary.errors > 0
      ? [
          `${summary.errors} of ${scored.length} cases of ${name} ended in a fault and count for nothing (${firstFault(scored)}); --resume asks those alone again.`,
        ]
      : []),
    ...(isCut
      ? [`The budget was spent when ${name} had answered ${scored.length} of ${devset.length} cases by ${metric.name}.`]
      : []),
  ]),
  ...(unmeasured.length > 0
    ? [`The budget left nothing for ${unmeasured.join(" and ")}: the program was not compared with that.`]
    : []),
  ...(refused === undefined ? [] : [`${refused.message.slice(0, 1).toUpperCase()}${refused.message.slice(1)}.`]),
];

const firstFault = (scored: readonly ScoredCase[]): string =>
  scored.find(({ error }) => error !== undefined)?.error?.message ?? "unknown";
