import { BrainError, LmError } from "../../brain/core/errors.ts";
import type { EvalCase, Metric } from "../../brain/core/evaluation.ts";
import type { Example } from "../../brain/core/example.ts";
import type { Evaluate, Optimizer, ProgramLibrary, Summarize } from "../../brain/core/ports.ts";
import type { Candidate, CompiledProgram, CompileRecord, Student } from "../../brain/core/program.ts";
import type { Spent } from "../../brain/lms/metered.ts";
import { type BaselineTest, compareBaselines } from "./compare-baselines.ts";
import type { CompileStep, CompileUpdate } from "./compile-update.ts";
import { type MeasuredProgram, type MeasureMeans, measureProgram } from "./measure-program.ts";
import { checkMeasured, measuringNotices } from "./measuring-faults.ts";

/** All that a compile works with. */
export type CompileParts = {
  /** The optimizer, which measures with what it is given. */
  readonly optimizerWith: (evaluate: Evaluate) => Promise<Optimizer>;
  /** What every program has to beat, with as many demos as the compiled one has. */
  readonly baselinesFor: (
    program: CompiledProgram,
  ) => Promise<readonly { readonly name: string; readonly optimizer: Optimizer }[]>;
  readonly student: Student;
  readonly trainset: readonly Example[];
  readonly devset: readonly EvalCase[];
  readonly metric: Metric;
  readonly evaluate: Evaluate;
  readonly summarize: Summarize;
  /** A short name of a program, by what is set in it. */
  readonly describe: (program: CompiledProgram) => string;
  readonly spent: () => Spent;
  /** The first call that a budget of understudy.yaml refused. */
  readonly refusal: () => LmError | undefined;
  /** Most model calls that the optimizer should plan for, so that some are left for measuring. */
  readonly optimizerCalls?: number;
  readonly library: ProgramLibrary;
  /** What is known of the compile beforehand. */
  readonly record: Omit<CompileRecord, "createdAt" | "parent" | "spent">;
};

export type CompileHooks = {
  readonly now: () => number;
  readonly elapsed: () => number;
  readonly replace?: boolean;
  readonly promote?: boolean;
  readonly signal?: AbortSignal;
  readonly onUpdate?: (update: CompileUpdate) => void;
};

export type CompileOutcome = {
  readonly name: string;
  readonly id: string;
  readonly program: CompiledProgram;
  /** The compiled program and the baselines; nothing was measured of one that is missing. */
  readonly measured: readonly MeasuredProgram[];
  readonly tests: readonly BaselineTest[];
  /** What else was tried, as the optimizer measured it. */
  readonly others: readonly Candidate[];
  readonly spent: Spent;
  readonly isPromoted: boolean;
  readonly notices: readonly string[];
};

/**
 * Compiles, measures the program and the baselines on the devset by the same metric, and saves it under its name.
 * @throws {BrainError} `unmeasured` where every case ended in a fault; `over-budget` where nothing was found with it
 * @throws {LmError} aborted @throws {ProgramError} taken @throws {StoreError} not saved
 */
export const runCompile = async (parts: CompileParts, hooks: CompileHooks): Promise<CompileOutcome> => {
  const { signal } = hooks;
  let errors = 0;
  let refused: LmError | undefined;
  // Updates come by the case, whoever measures; what was spent is told with each.
  const tell = (step: CompileStep) => {
    const { calls, cachedCalls: cached, cost } = parts.spent();
    hooks.onUpdate?.({ calls, cached, errors, ...(cost !== undefined && { cost }), ...step });
  };
  const evaluate: Evaluate = (program, cases, { onCase, ...options }) =>
    parts
      .evaluate(program, cases, {
        ...options,
        onCase: (one) => {
          if (one.error) errors++;
          onCase?.(one);
          tell({});
        },
      })
      .catch((error: unknown) => {
        // An optimizer may go on with what it has.
        if (isOverBudget(error)) refused ??= error;
        throw error;
      });
  const means: MeasureMeans = {
    devset: parts.devset,
    metric: parts.metric,
    evaluate,
    summarize: parts.summarize,
    elapsed: hooks.elapsed,
    onUpdate: tell,
    ...(signal && { signal }),
  };

  const found = await compiled(await parts.optimizerWith(evaluate), parts, tell, signal);
  const own = ownCandidate(found);
  const name = own?.name ?? parts.describe(found);
  const measured = [await measureProgram({ name, program: found, isBaseline: false }, means)];
  checkMeasured(measured[0]?.scored ?? [], parts.metric);
  const unmeasured: string[] = [];
  for (const { name, optimizer } of await parts.baselinesFor(found)) {
    const given = { previous: found, ...(signal && { signal }) };
    const program = await optimizer.compile(parts.student, parts.trainset, given);
    if (isSame(program, found)) continue; // the program is this very baseline
    const one = await measureProgram({ name, program, isBaseline: true }, means);
    if (one.scored.length > 0) measured.push(one);
    else unmeasured.push(name);
  }

  const baselines = measured.filter(({ isBaseline }) => isBaseline);
  const others = found.candidates.filter(
    (each) => each !== own && !baselines.some(({ program }) => sameSettings(each.settings, program.settings)),
  );
  const spent = parts.spent();
  const { cachedCalls: _, ...paid } = spent;
  const parent = await parts.library.promoted();
  const at = new Date(hooks.now()).toISOString();
  const program: CompiledProgram = {
    ...found,
    candidates: [...measured.filter(({ summary }) => summary.n > 0).map(asCandidate), ...others],
    record: { ...parts.record, createdAt: at, ...(parent && { parent: parent.id }), spent: paid },
  };
  tell({ phase: "saving", done: 1, total: 1, ...(measured[0] && { running: measured[0] }) });
  const { name: saved } = parts.record;
  const { id } = await parts.library.save(saved, program, { replace: hooks.replace ?? false }).catch(notLost);
  if (hooks.promote) await parts.library.promote(saved, at);
  tell({ phase: "done" });
  return {
    name: saved,
    id,
    program,
    measured,
    tests: compareBaselines(measured),
    others,
    spent,
    isPromoted: hooks.promote ?? false,
    notices: measuringNotices(measured, unmeasured, { ...parts, refused: parts.refusal() ?? refused }),
  };
};

/** The answers are kept elsewhere, and may well have found their place on the same disk before it was full. */
const notLost = (error: unknown): never => {
  if (!(error instanceof BrainError) || error.code !== "unwritable") throw error;
  const message = `The program was not saved: ${error.message} Then give the same command with --resume: what was answered is kept, and is not asked again.`;
  throw new BrainError(error.code, message, { cause: error });
};

/** What the optimizer makes. Where it ran out of budget and kept nothing, that is told with what to do. */
const compiled = async (
  optimizer: Optimizer,
  parts: CompileParts,
  tell: (step: CompileStep) => void,
  signal: AbortSignal | undefined,
): Promise<CompiledProgram> => {
  const { student, trainset, devset, metric, optimizerCalls: calls } = parts;
  try {
    return await optimizer.compile(student, trainset, {
      metric,
      devset,
      ...(calls !== undefined && { budget: { calls } }),
      ...(signal && { signal }),
      onProgress: ({ candidate, ...progress }) => tell({ ...progress, ...(candidate && { running: candidate }) }),
    });
  } catch (cause) {
    if (!isOverBudget(cause)) throw cause;
    const message = [
      `The budget was spent before ${optimizer.name} had found a program to keep: ${cause.message}.`,
      "What was answered is kept: raise the budget and give --resume, and it is not asked again.",
    ].join(" ");
    throw new BrainError("over-budget", message, { cause });
  }
};

const isOverBudget = (error: unknown): error is LmError => error instanceof LmError && error.code === "over-budget";

const asCandidate = ({ name, program, summary, isBaseline }: MeasuredProgram): Candidate => {
  const { skipped: _, ...figures } = summary;
  return { name, settings: program.settings, ...figures, baseline: isBaseline };
};

/** Which of its candidates the program is: the one that says so, else the only one of its settings. */
const ownCandidate = ({ candidates, settings }: CompiledProgram): Candidate | undefined => {
  const kept = candidates.find((each) => each.settings.kept === true);
  const alike = candidates.filter((each) => sameSettings(each.settings, settings));
  return kept ?? (alike.length === 1 ? alike[0] : undefined);
};

const isSame = (a: CompiledProgram, b: CompiledProgram): boolean =>
  sameSettings(a.settings, b.settings) && a.student.instructions === b.student.instructions;

const sameSettings = (a: Candidate["settings"], b: Candidate["settings"]): boolean =>
  JSON.stringify(Object.entries(a).toSorted()) === JSON.stringify(Object.entries(b).toSorted());
