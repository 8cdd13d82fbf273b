import { BrainError, LmError } from "../brain/core/errors.ts";
import type { EvalCase, Metric, ScoredCase, Summary } from "../brain/core/evaluation.ts";
import type { CompileOptions, Evaluate, ModelConnection, Summarize } from "../brain/core/ports.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import { feedbackNotes } from "./gepa-notes.ts";
import type { GepaPlan } from "./gepa-plan.ts";
import { reflection } from "./gepa-reflection.ts";
import { advantage } from "./gepa-scores.ts";
import { searchInstructions } from "./gepa-search.ts";

/** Answers from one running mean to the next: its interval takes milliseconds. */
const summaryEvery = 8;

/** An instruction and how it did, on the watched cases or on the whole devset. */
export type MeasuredInstruction = {
  readonly instruction: string;
  readonly name: string;
  readonly scored: readonly ScoredCase[];
};

export type GepaRunInput = {
  readonly evaluate: Evaluate;
  readonly summarize: Summarize;
  readonly seed: number;
  readonly reflect: ModelConnection;
  readonly metric: Metric;
  readonly plan: GepaPlan;
  readonly options: CompileOptions;
  readonly notes?: readonly string[];
};

/** A search under way, and what came of it so far. */
export const gepaRun = (base: CompiledProgram, input: GepaRunInput) => {
  const { evaluate, summarize, seed, reflect, metric, plan, options, notes = [] } = input;
  const { signal, onProgress } = options;
  const measured: MeasuredInstruction[] = [];
  let answers = 0;
  let leader: MeasuredInstruction | undefined;
  let leading: Summary | undefined;
  const report = (phase: string, name: string, summary: Summary | undefined) =>
    onProgress?.({
      phase,
      done: answers,
      total: Math.max(plan.answers, answers),
      candidate: { name, ...(summary && { summary }) },
      ...(leader && leading && { best: { name: leader.name, summary: leading } }),
    });

  // One object an instruction: what is prepared to run a program is kept by it.
  const programs = new Map<string, CompiledProgram>();
  const programWith = (instruction: string): CompiledProgram => {
    const program = programs.get(instruction) ?? {
      ...base,
      student: { ...base.student, instructions: instruction },
    };
    programs.set(instruction, program);
    return program;
  };

  const answer = async (
    instruction: string,
    cases: readonly EvalCase[],
    phase: string,
  ): Promise<readonly ScoredCase[]> => {
    const name = measured.find((one) => one.instruction === instruction)?.name ?? nameOf(measured.length);
    const program = programWith(instruction);
    const soFar: ScoredCase[] = [];
    let running: Summary | undefined;
    return evaluate(program, cases, {
      metric,
      ...(signal && { signal }),
      onCase: (one) => {
        answers++;
        soFar.push(one);
        if (soFar.length === cases.length || soFar.length % summaryEvery === 0) running = summarize(soFar);
        report(phase, name, running);
      },
    });
  };

  /** Whether the budget ended it. */
  const search = async (examples: readonly EvalCase[]): Promise<boolean> => {
    let fatal: LmError | undefined;
    const reflecting = reflection(reflect, { seed, signal, onFatal: (fault) => (fatal ??= fault) });
    const onMeasured = (instruction: string, scored: readonly ScoredCase[]) => {
      if (measured.length === 0 && scored.every((one) => one.scored === undefined)) throw nothingScored(scored, metric);
      if (measured.every((one) => one.instruction !== instruction)) {
        measured.push({ instruction, name: nameOf(measured.length), scored });
        leader = bestOf(measured);
        leading = leader && summarize(leader.scored);
      }
    };
    try {
      await searchInstructions(
        {
          plan,
          instruction: base.student.instructions,
          examples,
          metric,
          seed,
          reflect: reflecting.service,
          notes: feedbackNotes(notes),
          answer: (instruction, cases, trial) =>
            answer(
              instruction,
              cases,
              trial === 0 ? "the instruction as it was" : `rewriting ${trial} of ${plan.trials}`,
            ),
          onMeasured,
        },
        () => fatal ?? (signal?.aborted ? cancelled() : undefined),
      );
    } catch (error) {
      if (!isOverBudget(error) || measured.length === 0) throw error;
      return true;
    }
    const fault = fatal ?? (reflecting.answered() === 0 ? reflecting.fault() : undefined);
    if (fault !== undefined && !isOverBudget(fault)) throw fault;
    return fault !== undefined;
  };

  /** The instruction to stay with. Where the search looked at a part of the devset only, the best must also win on all of it. */
  const choose = async (devset: readonly EvalCase[], isSpent: boolean): Promise<MeasuredInstruction> => {
    const first = measured[0];
    if (first === undefined || leader === undefined) throw new BrainError("internal", "GEPA measured nothing.");
    if (leader === first || isSpent || devset.length === plan.watched.length) return leader;
    const watched = new Set(plan.watched);
    const others = devset.filter((one) => !watched.has(one));
    try {
      const whole: MeasuredInstruction[] = [];
      for (const one of [first, leader]) {
        whole.push({ ...one, scored: [...one.scored, ...(await answer(one.instruction, others, "the whole devset"))] });
      }
      measured.forEach((one, at) => {
        measured[at] = whole.find(({ instruction }) => instruction === one.instruction) ?? one;
      });
      return bestOf(whole) ?? first;
    } catch (error) {
      if (!isOverBudget(error)) throw error;
      return leader;
    }
  };

  return { measured, search, choose };
};

/** The one that did best against the first; the first itself where none did better. */
const bestOf = ([first, ...others]: readonly MeasuredInstruction[]): MeasuredInstruction | undefined => {
  let best = first;
  let lead = 0;
  for (const one of others) {
    const ahead = first === undefined ? 0 : advantage(one.scored, first.scored);
    if (ahead > lead) [best, lead] = [one, ahead];
  }
  return best;
};

const nameOf = (at: number): string => (at === 0 ? "instruction as it was" : `instruction ${at}`);

const nothingScored = (scored: readonly ScoredCase[], { name }: Metric): BrainError => {
  const error = scored.find((one) => one.error !== undefined)?.error;
  const why = error === undefined ? `${name} had nothing to say of any` : `the first of the faults: ${error.message}`;
  return new BrainError("nothing-scored", `None of ${scored.length} cases of the devset got a score; ${why}.`);
};

const isOverBudget = (error: unknown): boolean => error instanceof LmError && error.code === "over-budget";

const cancelled = (): LmError => new LmError("aborted", "compiling was cancelled", { retryable: false });
