import { join } from "node:path";
import { runStore } from "../store/run-store.ts";
import { openMetrics } from "./eval-metrics.ts";
import type { EvalSettings } from "./eval-settings.ts";
import { loadSplits } from "./load-splits.ts";
import { type OpenedEvaluation, touchesOf } from "./open-evaluation.ts";
import { openPrograms } from "./open-programs.ts";
import { openRunner } from "./open-runner.ts";
import { splitsPathFor } from "./paths.ts";
import { metricPool } from "./select-cases.ts";

export type RescoreSettings = Pick<
  EvalSettings,
  "persona" | "data" | "lm" | "metric" | "judge" | "maxCost" | "price" | "concurrency"
>;

/**
 * A run that was answered before, ready to be scored again; no reply is asked for, and a judge only by a metric that is one.
 * @throws {InputError} @throws {ProgramError} missing, damaged
 */
export const openRescore = async (
  id: string | undefined,
  settings: RescoreSettings,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Omit<OpenedEvaluation, "generate" | "known" | "pending" | "notices">> => {
  const judged = settings.metric?.some((name) => name.startsWith("rubric:")) ?? false;
  // No model is looked for where none will be asked.
  const lm = settings.lm ?? (judged ? undefined : "offline");
  const runner = await openRunner(
    {
      ...settings,
      ...(lm !== undefined && { lm }),
      ...(settings.judge !== undefined && { otherModels: [settings.judge] }),
      resume: true,
    },
    signal && { signal },
  );
  try {
    const store = runStore({ directory: join(runner.config.home, "runs") });
    const wanted = id ?? (await store.list())[0]?.id ?? "";
    const { info, lines } = await store.load(wanted);
    const metrics = await openMetrics(settings.metric, {
      runner: {
        ...runner,
        examples: metricPool(runner.examples, await loadSplits(splitsPathFor(runner.dataPath)), info.split),
      },
      isWorded: info.lm !== "offline" && info.lm !== "none",
      judge: settings.judge,
      cases: lines.map((line) => line.case),
      price: settings.price,
    });
    const names = info.programs.map(({ name }) => name);
    const { library } = openPrograms(settings, runner.config);
    const known = new Set((await library.list()).map(({ name }) => name));
    return {
      runner,
      info,
      metrics,
      // Which were asked for and which stood beside them is told by their names alone.
      subjects: names.filter((name, at) => at === 0 || !name.startsWith("@")),
      store,
      touches: () =>
        touchesOf(
          names.filter((name) => known.has(name)),
          library,
        ),
      close: runner.close,
    };
  } catch (error) {
    await runner.close();
    throw error;
  }
};
