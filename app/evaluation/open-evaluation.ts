import { join } from "node:path";
import { InputError } from "../../brain/core/errors.ts";
import type { Metric } from "../../brain/core/evaluation.ts";
import type { RunInfo, RunLine, RunStore, TestTouch } from "../../brain/core/ports.ts";
import { respond } from "../../brain/signatures/respond.ts";
import { countPending, generate, lineKey } from "../../evals/generate.ts";
import { plural } from "../../evals/reports/eval-words.ts";
import { programStore } from "../../store/program-store.ts";
import { runStore } from "../../store/run-store.ts";
import { atLeastOne } from "../at-least-one.ts";
import { estimateCalls } from "../compile/estimate-calls.ts";
import { splitsPathFor } from "../paths.ts";
import { openPrograms } from "../programs/open-programs.ts";
import { fittedFolder } from "../programs/program-folder.ts";
import { defaultConcurrency, type OpenedRunner, openRunner } from "../runner/open-runner.ts";
import { predictWith } from "../runner/predict-with.ts";
import { caseFilter } from "./case-filter.ts";
import { openMetrics } from "./eval-metrics.ts";
import { evalNotices } from "./eval-notices.ts";
import { baselinePrograms, type EvalProgram, openEvalPrograms, usualProgram } from "./eval-programs.ts";
import { runInfo, runToResume } from "./eval-run.ts";
import type { EvalSettings } from "./eval-settings.ts";
import { loadSplits } from "./load-splits.ts";
import { metricPool, selectCases } from "./select-cases.ts";
import { splitsNotices } from "./splits-notice.ts";
import { recordTouches, touchesOf } from "./test-touches.ts";

/** An evaluation that is ready to begin, or to go on. */
export type OpenedEvaluation<Prepared> = {
  /** What `prepare` gave. */
  readonly prepared: Prepared;
  readonly runner: OpenedRunner;
  readonly info: RunInfo;
  readonly metrics: readonly Metric[];
  /** The programs that are judged; the others of `info` are there to be compared with. */
  readonly subjects: readonly string[];
  /** Answers that are there from before, and those that are still to be made. */
  readonly known: number;
  readonly pending: number;
  readonly store: RunStore;
  /** What the missing answers will take, from the prompts of some as they would go out; nothing is asked. `undefined` where that would itself cost something, or nothing will be asked. */
  estimate(): Promise<EvalEstimate | undefined>;
  /** Makes the answers that are missing; each is kept as it comes. @throws {LmError} aborted, over-budget */
  generate(options: { readonly onLine: (line: RunLine) => void }): Promise<void>;
  /** Looks at the testset that the programs remember, this one among them. */
  touches(): Promise<ReadonlyMap<string, readonly TestTouch[]>>;
  readonly notices: readonly string[];
  /** What a reader of the scores has to know. */
  readonly remarks: readonly string[];
  close(): Promise<void>;
};

/** Model calls, and tokens of all together. */
export type EvalEstimate = { readonly calls: number; readonly promptTokens: number; readonly completionTokens: number };

/** Checks what else was asked, while nothing has been kept or spent. @throws {InputError} */
export type PrepareEvaluation<Prepared> = (opened: {
  readonly runner: OpenedRunner;
  readonly metrics: readonly Metric[];
  readonly programs: readonly string[];
}) => Promise<Prepared>;

/** Everything that an evaluation needs, checked before anything is asked. @throws {InputError} @throws {ProgramError} */
export const openEvaluation = async <Prepared>(
  settings: EvalSettings,
  { signal, prepare }: { readonly signal?: AbortSignal; readonly prepare: PrepareEvaluation<Prepared> },
): Promise<OpenedEvaluation<Prepared>> => {
  atLeastOne(settings.repeat, "--repeat");
  if (settings.concurrency !== undefined) atLeastOne(settings.concurrency, "--concurrency");
  const { resume, ...rest } = settings;
  const runner = await openRunner(
    {
      ...rest,
      command: "eval",
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
      ...(settings.programFrom !== undefined && { programFrom: settings.programFrom }),
    };
    const judged = await openEvalPrograms(settings.program ?? [await usualProgram(library)], means);
    const others = await openEvalPrograms(comparedWith(settings, judged.programs), means);
    const programs = [...judged.programs, ...others.programs];
    const metrics = await openMetrics(settings.metric, {
      runner: { ...runner, examples: asked.pool },
      isWorded: runner.isWorded,
      judge: settings.judge,
      cases: asked.cases,
      price: settings.price,
    });
    const replies = metrics.some(({ needs }) => needs === "reply");
    const store = runStore({ directory: join(runner.config.home, "runs") });
    // A damaged record of looks is found before there is a new one.
    await touchesOf(namedOf(programs), library);
    const prepared = await prepare({ runner, metrics, programs: programs.map(({ name }) => name) });
    const wanted = runInfo(settings, runner, { cases: asked.cases, split: asked.name, programs, replies });
    const info = resume === undefined || resume === false ? wanted : await runToResume(store, wanted, resume);
    if (info.id === wanted.id) await store.create(wanted);
    const release = await store.reserve(info.id);
    const { lines } = await store.load(info.id);
    const done = new Set(
      lines.filter(({ error }) => error === undefined || settings.retryErrors !== true).map((line) => lineKey(line)),
    );
    const work = { programs, cases: asked.cases, repeat: settings.repeat, done };
    return {
      prepared,
      runner,
      info,
      metrics,
      subjects: judged.programs.map(({ name }) => name),
      known: done.size,
      pending: countPending(work),
      store,
      async estimate() {
        const [first] = programs;
        // A paid embedder would be asked for the estimate itself.
        if (!replies || !runner.mayCost || first === undefined || first.program.embedder.provider !== "offline") return;
        const pending = countPending(work);
        const each = await estimateCalls(first.program, asked.cases, predictWith(runner, settings.seed ?? 1));
        return {
          calls: Math.round(pending * each.calls),
          promptTokens: Math.round(pending * each.promptTokens),
          completionTokens: Math.round(pending * each.completionTokens),
        };
      },
      async generate({ onLine }) {
        // Before anything is asked: a look that was cut short is a look as well.
        if (asked.touchesTestset) await recordTouches(namedOf(programs), info, asked.cases.length, library);
        await generate({
          ...work,
          predict: runner.predict,
          readable: runner.readable,
          replies,
          concurrency: settings.concurrency ?? defaultConcurrency,
          append: (line) => store.append(info.id, line),
          onLine,
          ...(signal && { signal }),
        });
      },
      touches: () => touchesOf(namedOf(programs), library),
      remarks: evalNotices({ split: asked.name, cases: asked.cases, metrics, programs }),
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

const namedOf = (programs: readonly EvalProgram[]): readonly string[] =>
  programs.filter(({ isNamed }) => isNamed).map(({ name }) => name);

const casesOf = async ({ suite, split, filter }: EvalSettings, { examples, dataPath }: OpenedRunner) => {
  const splits = await loadSplits(splitsPathFor(dataPath));
  if (suite !== undefined) {
    const { loadSuite } = await import("./load-suite.ts");
    const { name, cases: all, notices } = await loadSuite(suite);
    const cases = all.filter(caseFilter(filter ?? []));
    if (cases.length === 0) {
      throw new InputError({
        what: `none of the ${plural(all.length, "case")} of the suite passes`,
        where: `--filter ${filter?.join(" --filter ")}`,
        expected: "an id or a tag that a case has",
      });
    }
    // A suite brings its own cases: a program may know all examples but those that are kept to measure.
    const held = new Set([...(splits?.dev ?? []), ...(splits?.test ?? [])]);
    const trainset = examples.filter(({ conversation }) => !held.has(conversation));
    const pool = metricPool(examples, splits);
    return { name: `suite ${name}`, cases, trainset, pool, notices, testset: new Set<string>(), touchesTestset: false };
  }
  const { cases, trainset, skipped, notices } = selectCases(examples, splits, split, {
    ...(filter && { filter }),
  });
  return {
    name: split,
    cases,
    trainset,
    pool: metricPool(examples, splits, split === "test"),
    notices: [
      ...notices,
      ...splitsNotices(examples, splits, split),
      ...(skipped.length > 0 ? [`${plural(skipped.length, "example")} left out: ${skipped[0]?.why}.`] : []),
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
