import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { InputError } from "../brain/core/errors.ts";
import type { EvalCase, Metric } from "../brain/core/evaluation.ts";
import type { ProgramLibrary, RunInfo, RunLine, RunStore, TestTouch } from "../brain/core/ports.ts";
import { respond } from "../brain/signatures/respond.ts";
import { countPending, generate, lineKey } from "../evals/generate.ts";
import about from "../package.json" with { type: "json" };
import { programStore } from "../store/program-store.ts";
import { runStore } from "../store/run-store.ts";
import { openMetrics } from "./eval-metrics.ts";
import { baselinePrograms, type EvalProgram, openEvalPrograms } from "./eval-programs.ts";
import type { EvalSettings } from "./eval-settings.ts";
import { loadSplits } from "./load-splits.ts";
import { openPrograms } from "./open-programs.ts";
import { defaultConcurrency, type OpenedRunner, openRunner } from "./open-runner.ts";
import { splitsPathFor } from "./paths.ts";
import { fittedFolder } from "./program-folder.ts";
import { metricPool, selectCases } from "./select-cases.ts";

/** An evaluation that is ready to begin, or to go on. */
export type OpenedEvaluation = {
  readonly runner: OpenedRunner;
  readonly info: RunInfo;
  readonly metrics: readonly Metric[];
  /** The programs that are judged; the others of `info` are there to be compared with. */
  readonly subjects: readonly string[];
  /** Answers that are there from before, and those that are still to be made. */
  readonly known: number;
  readonly pending: number;
  readonly store: RunStore;
  /** Makes the answers that are missing; each is kept as it comes. @throws {LmError} aborted, over-budget */
  generate(options: { readonly onLine: (line: RunLine) => void }): Promise<void>;
  /** Looks at the testset that the programs remember, this one among them. */
  touches(): Promise<ReadonlyMap<string, readonly TestTouch[]>>;
  readonly notices: readonly string[];
  close(): Promise<void>;
};

/** Everything that an evaluation needs, checked before anything is asked. @throws {InputError} @throws {ProgramError} */
export const openEvaluation = async (
  settings: EvalSettings,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<OpenedEvaluation> => {
  const { resume, ...rest } = settings;
  const runner = await openRunner(
    {
      ...rest,
      resume: resume !== undefined && resume !== false,
      ...(settings.judge !== undefined && { otherModels: [settings.judge] }),
    },
    signal && { signal },
  );
  try {
    const asked = await casesOf(settings, runner);
    const { library, folder } = openPrograms(settings, runner.config);
    const means = {
      library,
      examples: runner.examples,
      trainset: asked.trainset,
      testset: asked.testset,
      student: { signature: respond.name, instructions: respond.instructions },
      embedder: runner.embedder,
      storeFor: (name: string) => programStore({ directory: fittedFolder(folder, name) }),
      seed: settings.seed ?? 1,
    };
    const judged = await openEvalPrograms(settings.program ?? [], means);
    const others = await openEvalPrograms(comparedWith(settings, judged.programs), means);
    const programs = [...judged.programs, ...others.programs];
    const metrics = await openMetrics(settings.metric, {
      runner: { ...runner, examples: asked.pool },
      isWorded: runner.isPaid,
      judge: settings.judge,
      cases: asked.cases,
      price: settings.price,
    });
    const replies = metrics.some(({ needs }) => needs === "reply");
    const store = runStore({ directory: join(runner.config.home, "runs") });
    const wanted = infoOf(settings, runner, { cases: asked.cases, split: asked.name, programs, replies });
    const info = resume === undefined || resume === false ? wanted : await runToResume(store, wanted, resume);
    if (info.id === wanted.id) await store.create(wanted);
    const release = await store.reserve(info.id);
    const { lines } = await store.load(info.id);
    const done = new Set(
      lines.filter(({ error }) => error === undefined || settings.retryErrors !== true).map((line) => lineKey(line)),
    );
    const work = { programs, cases: asked.cases, repeat: settings.repeat, done };
    return {
      runner,
      info,
      metrics,
      subjects: judged.programs.map(({ name }) => name),
      known: done.size,
      pending: countPending(work),
      store,
      async generate({ onLine }) {
        // Before anything is asked: a look that was cut short is a look as well.
        if (asked.touchesTestset) await recordTouches(programs, info, asked.cases, library);
        await generate({
          ...work,
          predict: runner.predict,
          replies,
          concurrency: settings.concurrency ?? defaultConcurrency,
          append: (line) => store.append(info.id, line),
          onLine,
          ...(signal && { signal }),
        });
      },
      touches: () =>
        touchesOf(
          programs.filter(({ isNamed }) => isNamed).map(({ name }) => name),
          library,
        ),
      notices: [...asked.notices, ...judged.notices, ...others.notices],
      async close() {
        await release();
        await runner.close();
      },
    };
  } catch (error) {
    await runner.close();
    throw error;
  }
};

const casesOf = async ({ suite, split, filter }: EvalSettings, { examples, dataPath }: OpenedRunner) => {
  const splits = await loadSplits(splitsPathFor(dataPath));
  if (suite !== undefined) {
    const { loadSuite } = await import("./load-suite.ts");
    const { name, cases, notices } = await loadSuite(suite);
    // A suite brings its own cases: a program may know all examples but those that are kept to measure.
    const held = new Set([...(splits?.dev ?? []), ...(splits?.test ?? [])]);
    const trainset = examples.filter(({ conversation }) => !held.has(conversation));
    const pool = metricPool(examples, splits, name);
    return { name, cases, trainset, pool, notices, testset: new Set<string>(), touchesTestset: false };
  }
  const { cases, trainset, skipped, notices } = selectCases(examples, splits, split, {
    ...(filter && { filter }),
  });
  return {
    name: split,
    cases,
    trainset,
    pool: metricPool(examples, splits, split),
    notices: [
      ...notices,
      ...(skipped.length > 0 ? [`${skipped.length} examples are left out: ${skipped[0]?.why}.`] : []),
    ],
    testset: split === "test" ? (splits?.test ?? new Set<string>()) : new Set<string>(),
    touchesTestset: split === "test",
  };
};

/** What is measured beside the programs that were asked for. */
const comparedWith = ({ baseline, baselines }: EvalSettings, judged: readonly EvalProgram[]): readonly string[] => {
  const wanted = [...(baseline === undefined ? [] : [baseline]), ...(baselines ? baselinePrograms : [])];
  return [...new Set(wanted)].filter((name) => !judged.some((each) => each.name === name));
};

const infoOf = (
  { seed = 1, repeat }: EvalSettings,
  runner: OpenedRunner,
  asked: {
    readonly cases: readonly EvalCase[];
    readonly split: string;
    readonly programs: readonly EvalProgram[];
    readonly replies: boolean;
  },
): RunInfo => {
  const createdAt = new Date().toISOString();
  return {
    id: `${createdAt.slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-")}-${randomUUID().slice(0, 4)}`,
    kind: "eval",
    createdAt,
    code: about.version,
    persona: runner.file.persona.name,
    lm: asked.replies ? runner.lmName : "none",
    embedder: asked.programs[0] ? embedderName(asked.programs[0]) : "none",
    seed,
    repeat,
    split: asked.split,
    cases: sha256(asked.cases),
    programs: asked.programs.map(({ name, id, program }) => ({ name, id, optimizer: program.optimizer })),
  };
};

const embedderName = ({ program: { embedder } }: EvalProgram): string => `${embedder.provider}:${embedder.model}`;

const sha256 = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** The run to go on with: the one that was named, or the newest that was asked the same. @throws {InputError} */
const runToResume = async (store: RunStore, wanted: RunInfo, resume: true | string): Promise<RunInfo> => {
  const runs = (await store.list()).filter(({ kind }) => kind === "eval");
  const found = resume === true ? runs.find((run) => differences(run, wanted).length === 0) : undefined;
  if (found) return found;
  const named = resume === true ? runs[0] : runs.find(({ id }) => id === resume);
  if (named === undefined) {
    throw new InputError({
      what: resume === true ? "no run was begun yet" : `there is no run ${JSON.stringify(resume.slice(0, 80))}`,
      where: "--resume",
      fix: "start without --resume",
    });
  }
  const different = differences(named, wanted);
  if (different.length === 0) return named;
  throw new InputError({
    what: `${resume === true ? `no run was asked the same; the newest, ${named.id},` : `the run ${named.id}`} differs in ${different.join(", ")}`,
    where: "--resume",
    expected: "the same persona, examples, programs, cases, model, embedder, seed and repetitions",
    fix: "give the same options again, or start without --resume",
  });
};

/** What two runs differ in that makes their answers different. */
const differences = (one: RunInfo, other: RunInfo): readonly string[] =>
  (["persona", "lm", "embedder", "seed", "repeat", "split", "cases", "programs"] as const).filter(
    (key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]),
  );

/** Every look at the testset stays with the programs that were looked at. */
const recordTouches = async (
  programs: readonly EvalProgram[],
  { id, cases }: RunInfo,
  { length: n }: readonly EvalCase[],
  library: ProgramLibrary,
): Promise<void> => {
  const at = new Date().toISOString();
  for (const { name, isNamed } of programs) {
    if (!isNamed) continue;
    const before = await library.touches(name);
    if (before.some(({ run }) => run === id)) continue;
    await library.recordTouch(name, { at, run: id, n, testset: cases });
  }
};

/** What each of these programs remembers of the testset. */
export const touchesOf = async (
  names: readonly string[],
  library: ProgramLibrary,
): Promise<ReadonlyMap<string, readonly TestTouch[]>> =>
  new Map(await Promise.all(names.map(async (name) => [name, await library.touches(name)] as const)));
