import { createHash } from "node:crypto";
import { InputError } from "../../brain/core/errors.ts";
import type { Example } from "../../brain/core/example.ts";
import type { Embedder, ProgramLibrary, ProgramStore } from "../../brain/core/ports.ts";
import type { CompiledProgram, Student } from "../../brain/core/program.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";
import { evaluator } from "../../evals/evaluate.ts";
import { plural } from "../../evals/reports/eval-words.ts";
import { summarize } from "../../evals/statistics/summarize.ts";
import { openOptimizer } from "../../optimizers/index.ts";
import { fitProgram } from "../programs/fit-program.ts";
import { asked, chooseProgram, defaultProgram } from "../programs/open-programs.ts";

/** A program as a run knows it. */
export type EvalProgram = {
  /** As it was asked for. */
  readonly name: string;
  readonly id: string;
  readonly program: CompiledProgram;
  /** Whether it lies in the library, so that looks at the testset are kept with it. */
  readonly isNamed: boolean;
};

export type EvalProgramMeans = {
  readonly library: ProgramLibrary;
  readonly examples: readonly Example[];
  /** What a program that is compiled for this run may learn from. */
  readonly trainset: readonly Example[];
  /** Conversations of the testset where it is looked at: no program may have learned from them. */
  readonly testset: ReadonlySet<string>;
  readonly student: Student;
  readonly embedder: Embedder;
  /** Keeps what of a named program has to be embedded anew. */
  readonly storeFor: (name: string) => ProgramStore;
  readonly seed: number;
  /** Who chose the programs, where no flag did. */
  readonly programFrom?: string;
};

/** Programs that are compiled for a run, with their usual settings: those of the optimizers that measure nothing. */
export const builtInPrograms = ["@zero-shot", "@random", "@labeled", "@knn", "@knn-mmr", "@knn-pinned"] as const;

/** What every score is held against. */
export const baselinePrograms = ["@zero-shot", "@random"] as const;

/** The one that chat would use. @throws {ProgramError} */
export const usualProgram = async (library: ProgramLibrary): Promise<string> =>
  (await chooseProgram(undefined, library))?.name ?? "@knn";

/** The programs of these names, each once. `notices` says what has changed in them. @throws {InputError} */
export const openEvalPrograms = async (
  names: readonly string[],
  means: EvalProgramMeans,
): Promise<{ readonly programs: readonly EvalProgram[]; readonly notices: readonly string[] }> => {
  const wanted = [...new Set(names)];
  const notices: string[] = [];
  const programs: EvalProgram[] = [];
  for (const name of wanted) {
    // What chat calls its default, as far as it may learn here.
    if (name === defaultProgram) {
      const { name: _, ...usual } = await compiledFor("@knn", means);
      programs.push({ name, id: usual.id, program: usual.program, isNamed: false });
      continue;
    }
    const opened = name.startsWith("@") ? await compiledFor(name, means) : await named(name, means);
    checkTestset(opened, means);
    programs.push(opened);
    notices.push(...(opened.notices ?? []));
  }
  return { programs: programs.map(({ name, id, program, isNamed }) => ({ name, id, program, isNamed })), notices };
};

type Opened = EvalProgram & { readonly notices?: readonly string[] };

const named = async (name: string, means: EvalProgramMeans): Promise<Opened> => {
  const { id, program } = await asked(means.library.load(name), means.programFrom ?? "--program");
  const heldOut = async () => new Set(means.examples.map(({ conversation }) => conversation));
  const fitted = await fitProgram({ name, id, program }, means.examples, {
    embedder: means.embedder,
    store: means.storeFor(name),
    signature: means.student.signature,
    // It is measured as it was compiled: what has come in since stays out.
    heldOut,
    knowsAll: false,
  });
  return { name, id, program: fitted.program, isNamed: true, notices: fitted.notices };
};

const compiledFor = async (
  name: string,
  { student, trainset, embedder, seed, programFrom }: EvalProgramMeans,
): Promise<Opened> => {
  const known = builtInPrograms.find((each) => each === name);
  if (known === undefined) {
    const near = nearestName(name, builtInPrograms);
    throw new InputError({
      what: `there is no program ${JSON.stringify(name.slice(0, 80))}${near === undefined ? "" : `; did you mean ${near}?`}`,
      where: programFrom ?? "--program",
      expected: `the name of a compiled program, or one of ${builtInPrograms.join(", ")}`,
    });
  }
  const nobody = evaluator({
    predict: () => Promise.reject(new Error("these optimizers ask for no prediction")),
    concurrency: 1,
  });
  const optimizer = await openOptimizer(known.slice(1), { seed }, { embedder, evaluate: nobody, summarize, seed });
  const program = await optimizer.compile(student, trainset);
  return { name, id: identityOf(program), program, isNamed: false };
};

/** @throws {InputError} the program learned from what it is to be measured on */
const checkTestset = ({ name, program }: Opened, { testset }: EvalProgramMeans): void => {
  const learned = program.trainset.filter(({ conversation }) => testset.has(conversation));
  if (learned.length === 0) return;
  throw new InputError({
    what: `${name} was compiled from ${plural(learned.length, "example")} of the testset: a score on it would say nothing`,
    where: "--split test",
    fix: "compile it anew (`understudy compile` leaves dev and test out), or use --split loco",
  });
};

/** First 12 hex digits of a hash of what makes the program what it is. */
const identityOf = ({ optimizer, settings, student, embedder, trainsetHash, pinned }: CompiledProgram): string =>
  createHash("sha256")
    .update(JSON.stringify([optimizer, Object.entries(settings).toSorted(), student, embedder, trainsetHash, pinned]))
    .digest("hex")
    .slice(0, 12);
