import { LmError } from "../../brain/core/errors.ts";
import type { EvalCase, Metric, ScoredCase, Summary } from "../../brain/core/evaluation.ts";
import type { Evaluate, Summarize } from "../../brain/core/ports.ts";
import type { CompiledProgram } from "../../brain/core/program.ts";
import type { CompileStep } from "./compile-update.ts";

/** Milliseconds between two running scores: an interval costs more than a glance at it is worth. */
const pace = 250;

export type MeasuredProgram = {
  readonly name: string;
  readonly program: CompiledProgram;
  readonly isBaseline: boolean;
  /** Those that were asked, which are all of them unless the budget ran out. */
  readonly scored: readonly ScoredCase[];
  readonly summary: Summary;
  /** True where the budget ended it before all cases were asked. */
  readonly isCut: boolean;
};

export type MeasureMeans = {
  readonly devset: readonly EvalCase[];
  readonly metric: Metric;
  readonly evaluate: Evaluate;
  readonly summarize: Summarize;
  /** Milliseconds from any fixed moment. */
  readonly elapsed: () => number;
  readonly signal?: AbortSignal;
  readonly onUpdate?: (update: CompileStep) => void;
};

/** How a program does on the devset, told while it is found out. @throws {LmError} aborted */
export const measureProgram = async (
  { name, program, isBaseline }: Pick<MeasuredProgram, "name" | "program" | "isBaseline">,
  { devset, metric, evaluate, summarize, elapsed, signal, onUpdate }: MeasureMeans,
): Promise<MeasuredProgram> => {
  const scored: ScoredCase[] = [];
  let toldAt = elapsed();
  const tell = (running: { name: string; summary?: Summary }) =>
    onUpdate?.({ phase: `measuring ${name}`, done: scored.length, total: devset.length, running });
  const onCase = (one: ScoredCase) => {
    scored.push(one);
    if (elapsed() - toldAt < pace) return onUpdate?.({ done: scored.length });
    toldAt = elapsed();
    tell({ name, summary: summarize(scored) });
  };
  tell({ name });
  const options = { metric, onCase, ...(signal && { signal }) };
  const isCut = await evaluate(program, devset, options).then(
    () => false,
    (error: unknown) => {
      if (error instanceof LmError && error.code === "over-budget") return true;
      throw error;
    },
  );
  const summary = summarize(scored);
  tell({ name, summary });
  return { name, program, isBaseline, scored, summary, isCut };
};
