import { createHash } from "node:crypto";
import { join } from "node:path";
import { InputError, ProgramError } from "../../brain/core/errors.ts";
import type { Metric } from "../../brain/core/evaluation.ts";
import type { Persona } from "../../brain/core/persona.ts";
import type { Evaluate, ProgramLibrary } from "../../brain/core/ports.ts";
import { personaPreamble } from "../../brain/modules/persona-preamble.ts";
import { respond } from "../../brain/signatures/respond.ts";
import { evaluator } from "../../evals/evaluate.ts";
import { summarize } from "../../evals/statistics/summarize.ts";
import { openOptimizer } from "../../optimizers/index.ts";
import about from "../../package.json" with { type: "json" };
import { ratingLog } from "../../store/rating-log.ts";
import { rolesOf } from "../connections/roles.ts";
import { loadSplits } from "../evaluation/load-splits.ts";
import { metricPool, selectCases } from "../evaluation/select-cases.ts";
import { splitsNotices } from "../evaluation/splits-notice.ts";
import { loadSections } from "../load-sections.ts";
import { splitsPathFor } from "../paths.ts";
import { openPrograms } from "../programs/open-programs.ts";
import { isFree } from "../runner/check-price.ts";
import { defaultConcurrency, openRunner } from "../runner/open-runner.ts";
import { predictWith } from "../runner/predict-with.ts";
import { baselinesFor, describeProgram } from "./compile-baselines.ts";
import { chooseMetric } from "./compile-metric.ts";
import { type CheckedSettings, type CompileSettings, checkCompileSettings } from "./compile-settings.ts";
import { type CompileEstimate, estimateCompile } from "./estimate-compile.ts";
import { planCompile } from "./plan-compile.ts";
import { rateTrainset } from "./rate-trainset.ts";
import { type CompileHooks, type CompileOutcome, type CompileParts, runCompile } from "./run-compile.ts";

/** A compile that is ready to begin: its name is taken until `close`. */
export type OpenedCompile = {
  readonly settings: CheckedSettings;
  readonly metric: Metric;
  /** `dev`, or `loco`: what is measured on. */
  readonly split: string;
  readonly cases: number;
  readonly lmName: string;
  readonly lmReason: string;
  /** Folder of the named programs. */
  readonly folder: string;
  /** Whether the optimizer chooses by the score on the devset. */
  readonly isChosenByScore: boolean;
  /** Whether another model than the offline one will be asked, or may be. */
  readonly asksModel: boolean;
  /** `provider:model` of the persona's fallback, where it may be asked. */
  readonly fallbackName?: string;
  /** Whether an embedder will be asked that may cost something. */
  readonly embedsElsewhere: boolean;
  /** Whether it may cost something. */
  readonly mayCost: boolean;
  /** What it will take. Asks nobody. */
  estimate(): Promise<CompileEstimate>;
  run(hooks: Omit<CompileHooks, "replace" | "promote">): Promise<CompileOutcome>;
  /** What a person should know, since the last asking. */
  takeNotices(): readonly string[];
  /** Calls that were begun and have not ended. */
  underWay(): number;
  spent: CompileParts["spent"];
  close(): Promise<void>;
};

/**
 * Everything that a compile needs, checked before anything is spent.
 * @throws {InputError} @throws {ProgramError} taken, busy @throws {StoreError}
 */
export const openCompile = async (given: CompileSettings, signal: AbortSignal): Promise<OpenedCompile> => {
  const settings = checkCompileSettings(given);
  const runner = await openRunner({ ...settings, command: "compile" }, { signal });
  try {
    const { library, folder, dataPath } = openPrograms(settings, runner.config);
    const splits = await loadSplits(splitsPathFor(dataPath));
    const { cases: devset, trainset: unrated, notices } = selectCases(runner.examples, splits, settings.split ?? "dev");
    const ratings = await ratingLog({ path: join(runner.config.home, "ratings.jsonl") }).list();
    const { trainset, notes, told: ratingsTold } = rateTrainset(unrated, ratings, runner.file.persona.name);
    // Nothing of the testset goes into a metric either.
    const examples = metricPool(runner.examples, splits);
    const { metric, asksJudge } = await chooseMetric(settings.metric, { ...runner, examples });
    await checkName(settings, library);
    const seed = settings.seed ?? 1;
    const evaluate = evaluator({ predict: runner.predict, concurrency: settings.concurrency ?? defaultConcurrency });
    const plan = planCompile({ ...settings, trainset, devset, metric, seed });
    const dependencies = { embedder: runner.embedder, evaluate, summarize, seed, reflect: runner.lm, notes };
    const optimizerWith = (measuring: Evaluate) =>
      openOptimizer(settings.optimizer, { seed, ...settings.overrides }, { ...dependencies, evaluate: measuring });
    await optimizerWith(evaluate); // for what is wrong with it
    // Last of all, so that nothing can fail that would have to give it back.
    const release = await library.reserve(settings.name);
    let closing: Promise<void> | undefined;
    const end = async () => {
      await release();
      await runner.close();
    };
    const told = [...notices, ...splitsNotices(runner.examples, splits, settings.split ?? "dev"), ...ratingsTold];
    const student = { signature: respond.name, instructions: respond.instructions };
    const { isWorded, prices, fallbackName } = runner;
    const asksModel = runner.mayCost && metric.needs === "reply";
    const [embeds] = rolesOf(await loadSections(), { embedder: settings.embedder }).embed;
    const embedsElsewhere = !isFree(embeds.provider);
    return {
      settings,
      metric,
      split: settings.split ?? "dev",
      cases: devset.length,
      lmName: runner.lmName,
      lmReason: runner.lmReason,
      folder,
      isChosenByScore: ["search", "gepa"].includes(settings.optimizer),
      asksModel,
      ...(asksModel && fallbackName !== undefined && { fallbackName }),
      embedsElsewhere,
      mayCost: embedsElsewhere || (asksModel && runner.mayCharge),
      estimate: () =>
        estimateCompile({
          settings,
          plan,
          student,
          trainset,
          devset,
          metric,
          isWorded,
          asksJudge,
          embedsElsewhere,
          predictWith: predictWith(runner, seed),
          ...(prices && { prices }),
        }),
      run: (hooks) =>
        runCompile(
          {
            optimizerWith,
            baselinesFor: (program) => baselinesFor(program, settings, dependencies),
            student,
            trainset,
            devset,
            metric,
            evaluate,
            summarize,
            describe: (program) => describeProgram(program, settings.optimizer),
            spent: runner.meter.spent,
            refusal: runner.refusal,
            ...(plan.optimizerCalls !== undefined && { optimizerCalls: plan.optimizerCalls }),
            library,
            record: {
              name: settings.name,
              code: about.version,
              lm: metric.needs === "reply" ? runner.lmName : "none",
              metric: metric.name,
              seed,
              prompt: promptHash(runner.file.persona),
              devset: sha256(devset),
            },
          },
          { ...hooks, replace: settings.replace ?? false, promote: settings.promote ?? false },
        ),
      takeNotices: () => [...told.splice(0), ...runner.takeNotices()],
      underWay: runner.underWay,
      spent: runner.meter.spent,
      close: () => (closing ??= end()),
    };
  } catch (error) {
    await runner.close();
    throw error;
  }
};

/**
 * A compile whose program could not be saved in the end would be for nothing.
 * @throws {ProgramError} taken @throws {InputError} chat uses the one of that name, and would be left without
 */
const checkName = async ({ name, replace, promote }: CheckedSettings, library: ProgramLibrary): Promise<void> => {
  if (replace) {
    if (promote || (await library.promoted())?.name !== name) return;
    throw new InputError({
      what: `chat uses the program "${name}", and would refuse to start with another in its place`,
      where: "--replace",
      fix: "give --promote beside it to have chat use the new one, or give the new one another --name",
    });
  }
  const taken = (await library.list()).some((entry) => entry.name === name);
  if (taken) {
    throw new ProgramError(
      "taken",
      `There is a program named "${name}" already: give another --name, or --replace to put this one in its place.`,
    );
  }
};

const promptHash = (persona: Persona): string =>
  sha256([personaPreamble(persona), respond.instructions, persona.pipelines, persona.model]);

const sha256 = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");
