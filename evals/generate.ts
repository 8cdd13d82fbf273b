import type { EvalCase } from "../brain/core/evaluation.ts";
import type { Predict, RunLine } from "../brain/core/ports.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import { runConcurrently } from "./run-concurrently.ts";
import { caseError, endsTheWhole } from "./score-prediction.ts";

export type Generation = {
  readonly programs: readonly { readonly name: string; readonly program: CompiledProgram }[];
  readonly cases: readonly EvalCase[];
  /** Times that each case is answered, from 1. */
  readonly repeat: number;
  readonly predict: Predict;
  /** A case as records may have it: what is kept of one whose answer failed. */
  readonly readable: (evalCase: EvalCase) => Promise<EvalCase>;
  /** False where all metrics look at demos alone: no model is asked. */
  readonly replies: boolean;
  readonly concurrency: number;
  /** Keeps a line, as it comes. */
  readonly append: (line: RunLine) => Promise<void>;
  /** `lineKey`s of what need not be done again. */
  readonly done: ReadonlySet<string>;
  readonly signal?: AbortSignal;
  /** Called after a line was kept. */
  readonly onLine?: (line: RunLine) => void;
};

/** What tells the answers of a run apart. */
export const lineKey = (line: {
  readonly program: string;
  readonly repeat: number;
  readonly case: { readonly id: string };
}): string => JSON.stringify([line.program, line.repeat, line.case.id]);

/**
 * Has every program answer every case, `repeat` times, and keeps each answer as it comes; the fault of one answer is kept
 * as its `error`. Cases are gone through side by side, so that a run which is stopped early has asked all programs the same.
 * @throws {LmError} aborted, over-budget @throws what `append` throws
 */
export const generate = async (generation: Generation): Promise<void> => {
  const { predict, readable, replies, concurrency, append, signal, onLine } = generation;
  await runConcurrently(
    pendingOf(generation),
    async ({ name, program, evalCase, repeat }, stop) => {
      const answer = await predict(program, evalCase, { replies, repeat, signal: stop }).then(
        ({ case: read, ...prediction }) => ({ case: read, prediction }),
        async (fault: unknown) => {
          if (endsTheWhole(fault)) throw fault;
          return { case: await readable(evalCase), error: caseError(fault) };
        },
      );
      const line: RunLine = { program: name, repeat, ...answer };
      await append(line);
      onLine?.(line);
    },
    { concurrency, signal },
  );
};

/** How many answers are still to be made. */
export const countPending = (generation: Pick<Generation, "programs" | "cases" | "repeat" | "done">): number =>
  [...pendingOf(generation)].length;

type Pending = {
  readonly name: string;
  readonly program: CompiledProgram;
  readonly evalCase: EvalCase;
  readonly repeat: number;
};

function* pendingOf({
  programs,
  cases,
  repeat: times,
  done,
}: Pick<Generation, "programs" | "cases" | "repeat" | "done">): Generator<Pending> {
  for (let repeat = 0; repeat < times; repeat++)
    for (const evalCase of cases)
      for (const { name, program } of programs)
        if (!done.has(lineKey({ program: name, repeat, case: evalCase }))) yield { name, program, evalCase, repeat };
}
