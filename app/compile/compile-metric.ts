import type { Metric } from "../../brain/core/evaluation.ts";
import { metricDescriptions } from "../../evals/metrics/describe.ts";
import { openMetrics } from "../evaluation/eval-metrics.ts";
import type { OpenedRunner } from "../runner/open-runner.ts";

/**
 * What programs are compiled by where nobody says otherwise. Offline it is the choice of demos that differs, and a rate
 * whose chance level is known (0.25) can be read by anybody. Of a model that writes, it is the voice that a compile is
 * to bring closer; it is judged without another call.
 */
const usual = { offline: "demo-hits@5", generating: "voice" } as const;

export type ChosenMetric = {
  readonly metric: Metric;
  /** Whether each reply is judged by another model call. */
  readonly asksJudge: boolean;
};

/** The metric of a compile. @throws {InputError} no such metric, or one that says nothing of this model's replies */
export const chooseMetric = async (name: string | undefined, runner: OpenedRunner): Promise<ChosenMetric> => {
  const wanted = name ?? (runner.isWorded ? usual.generating : usual.offline);
  const [metric] = await openMetrics([wanted], { runner, isWorded: runner.isWorded, cases: [] });
  if (metric === undefined) throw new Error("openMetrics opens what it is asked for");
  const about = metricDescriptions.find((each) => each.name === wanted);
  return { metric, asksJudge: about?.needsJudge ?? false };
};
