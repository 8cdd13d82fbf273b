import { join } from "node:path";
import { InputError } from "../../brain/core/errors.ts";
import { runStore } from "../../store/run-store.ts";
import { atLeastOne } from "../at-least-one.ts";
import { splitsPathFor } from "../paths.ts";
import { openPrograms } from "../programs/open-programs.ts";
import { openRunner } from "../runner/open-runner.ts";
import { openMetrics } from "./eval-metrics.ts";
import { evalNotices } from "./eval-notices.ts";
import { setupHash } from "./eval-run.ts";
import type { EvalSettings } from "./eval-settings.ts";
import { loadSplits } from "./load-splits.ts";
import type { OpenedEvaluation, PrepareEvaluation } from "./open-evaluation.ts";
import { metricPool } from "./select-cases.ts";
import { recordTouches, touchesOf } from "./test-touches.ts";

export type RescoreSettings = Pick<
  EvalSettings,
  "persona" | "data" | "lm" | "metric" | "judge" | "maxCost" | "budgetCalls" | "price" | "concurrency"
>;

/**
 * A run that was answered before, ready to be scored again; no reply is asked for, and a judge only by a metric that is one.
 * @throws {InputError} @throws {ProgramError} missing, damaged
 */
export const openRescore = async <Prepared>(
  id: string | undefined,
  settings: RescoreSettings,
  { signal, prepare }: { readonly signal?: AbortSignal; readonly prepare: PrepareEvaluation<Prepared> },
): Promise<Omit<OpenedEvaluation<Prepared>, "generate" | "estimate" | "known" | "pending">> => {
  if (settings.concurrency !== undefined) atLeastOne(settings.concurrency, "--concurrency");
  const judged = settings.metric?.some((name) => name.startsWith("rubric:")) ?? false;
  // No model is looked for where none will be asked.
  const lm = settings.lm ?? (judged ? undefined : "offline");
  const runner = await openRunner(
    {
      ...settings,
      command: "eval",
      ...(lm !== undefined && { lm }),
      ...(settings.judge !== undefined && { otherModels: [settings.judge] }),
      resume: true,
    },
    signal && { signal },
  );
  try {
    const store = runStore({ directory: join(runner.config.home, "runs") });
    const wanted = id ?? (await store.list())[0]?.id;
    if (wanted === undefined) {
      throw new InputError({
        what: "there is no run to score yet",
        where: "rescore",
        fix: "`understudy eval` makes one",
      });
    }
    const { info, lines } = await store.load(wanted);
    if (info.persona !== runner.file.persona.name) {
      throw new InputError({
        what: `the run ${info.id} is of ${JSON.stringify(info.persona)}, and this persona is ${JSON.stringify(runner.file.persona.name)}`,
        where: "--persona",
        fix: "name the persona's file that the run was made with",
      });
    }
    const isTest = info.split === "test";
    const splits = await loadSplits(splitsPathFor(runner.dataPath));
    const metrics = await openMetrics(settings.metric, {
      runner: { ...runner, examples: metricPool(runner.examples, splits, isTest) },
      isWorded: info.lm !== "offline" && info.lm !== "none",
      judge: settings.judge,
      cases: lines.map((line) => line.case),
      price: settings.price,
    });
    const names = info.programs.map(({ name }) => name);
    const prepared = await prepare({ runner, metrics, programs: names });
    const { library } = openPrograms(settings, runner.config);
    const known = new Set((await library.list()).map(({ name }) => name));
    const inLibrary = names.filter((name) => known.has(name));
    if (isTest) await recordTouches(inLibrary, info, new Set(lines.map((line) => line.case.id)).size, library);
    return {
      prepared,
      runner,
      info,
      metrics,
      // Which were asked for and which stood beside them is told by their names alone.
      subjects: names.filter((name, at) => at === 0 || !name.startsWith("@")),
      store,
      touches: () => touchesOf(inLibrary, library),
      notices:
        info.setup === setupHash(runner)
          ? []
          : [
              "The persona's file or its examples have changed since this run: metrics that look at them (hits, voice, style) see today's.",
            ],
      remarks: evalNotices({
        split: info.split,
        cases: lines.map((line) => line.case),
        metrics,
        programs: (await library.list()).flatMap(({ name, id, program }) =>
          program && info.programs.some((each) => each.name === name && each.id === id) ? [{ name, program }] : [],
        ),
      }),
      close: runner.close,
    };
  } catch (error) {
    await runner.close();
    throw error;
  }
};
