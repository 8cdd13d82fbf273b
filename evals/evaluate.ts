import type { EvalCase, Metric, ScoredCase } from "../brain/core/evaluation.ts";
import type { Evaluate, Predict } from "../brain/core/ports.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import { runConcurrently } from "./run-concurrently.ts";
import { caseError, endsTheWhole, scorePrediction } from "./score-prediction.ts";

/** Answers and scores cases, at most `concurrency` at once. A metric of demos alone asks no model for replies. */
export const evaluator =
  ({ predict, concurrency }: { readonly predict: Predict; readonly concurrency: number }): Evaluate =>
  async (program, cases, { metric, signal, onCase }) => {
    const scored: ScoredCase[] = new Array(cases.length);
    await runConcurrently(
      cases,
      async (evalCase, stop, index) => {
        const one = await evaluateCase(program, evalCase, { metric, predict, signal: stop });
        scored[index] = one;
        onCase?.(one);
      },
      { concurrency, signal },
    );
    return scored;
  };

async function evaluateCase(
  program: CompiledProgram,
  evalCase: EvalCase,
  { metric, predict, signal }: { metric: Metric; predict: Predict; signal: AbortSignal },
): Promise<ScoredCase> {
  try {
    const prediction = await predict(program, evalCase, { replies: metric.needs === "reply", signal });
    return { case: evalCase, prediction, ...(await scorePrediction(metric, prediction, { signal })) };
  } catch (fault) {
    if (endsTheWhole(fault)) throw fault;
    return { case: evalCase, error: caseError(fault) };
  }
}
