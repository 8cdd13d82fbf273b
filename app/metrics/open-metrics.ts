import { resolve } from "node:path";
import { InputError } from "../../brain/core/errors.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";
import { parseSpan } from "../parse-span.ts";
import { conversationMetrics } from "./conversation-metrics.ts";
import { loadPlugins } from "./load-plugins.ts";
import { type Measured, measure } from "./measure.ts";
import { modelMetrics } from "./model-metrics.ts";
import { readTurns } from "./read-turns.ts";
import { knownStages, stageMetrics } from "./stage-metrics.ts";
import type { MeasuredTurn, MetricGroup, TurnMetric } from "./turn-metric.ts";

export type MetricsRequest = {
  /** `7d`, `12h`, a day or a time: see `parseSpan`. */
  readonly since?: string;
  readonly until?: string;
  readonly persona?: string;
  readonly model?: string;
  /** What is computed; all where nothing is said. */
  readonly groups?: readonly MetricGroup[];
  readonly metrics?: readonly string[];
  /** Modules with metrics of one's own, beside those of understudy.yaml. */
  readonly plugins?: readonly string[];
};

export type MetricsPlace = {
  /** The folder that the program writes to. */
  readonly home: string;
  /** `metrics.plugins` of understudy.yaml, absolute. */
  readonly plugins: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly cwd: string;
};

export type OpenedMetrics = {
  readonly turns: readonly MeasuredTurn[];
  readonly measured: Measured;
  /** Names of the metrics that plug-ins brought. */
  readonly plugins: ReadonlySet<string>;
  readonly problems: readonly string[];
  readonly since?: number;
  readonly until?: number;
};

/** Reads the prediction log and computes what was asked for. @throws {InputError} a wrong span, metric or plug-in @throws {StoreError} */
export const openMetrics = async (request: MetricsRequest, place: MetricsPlace): Promise<OpenedMetrics> => {
  const span = parseSpan(request, place.now);
  const builtIn = [...conversationMetrics, ...modelMetrics];
  const paths = [...place.plugins, ...(request.plugins ?? []).map((path) => resolve(place.cwd, path))];
  const own = await loadPlugins([...new Set(paths)], new Set([...builtIn.map(({ name }) => name), ...knownStages]));
  const { persona, model } = request;
  const { turns, problems } = await readTurns(place.home, {
    ...span,
    ...(persona !== undefined && { persona }),
    ...(model !== undefined && { model }),
  });
  const stages = stageMetrics(turns);
  const plugins = new Set(own.map(({ name }) => name));
  refuseStages(stages, plugins);
  return {
    turns,
    measured: measure(turns, chosen([...builtIn, ...own, ...stages], request), plugins),
    plugins,
    problems,
    ...span,
  };
};

/** Stages of older logs come with their turns. @throws {InputError} */
const refuseStages = (stages: readonly TurnMetric[], plugins: ReadonlySet<string>): void => {
  const twice = stages.find(({ name }) => plugins.has(name));
  if (twice === undefined) return;
  throw new InputError({
    what: `a plug-in's metric is named ${twice.name}, as a stage of the turns in the log is`,
    fix: "give the metric another name",
  });
};

/** @throws {InputError} a name that no metric has, nor a stage that turns without a log of it would go through */
const chosen = (all: readonly TurnMetric[], { groups, metrics }: MetricsRequest) => {
  const names = [...new Set([...all.map(({ name }) => name), ...knownStages])];
  const unknown = metrics?.find((metric) => !names.includes(metric));
  if (unknown !== undefined) {
    const near = nearestName(unknown, names);
    throw new InputError({
      what: `there is no metric ${JSON.stringify(unknown.slice(0, 40))}${near === undefined ? "" : `; did you mean ${near}?`}`,
      where: "--metric",
      expected: `one of ${names.join(", ")}`,
    });
  }
  return all.filter(
    ({ name, group }) => (groups?.includes(group) ?? true) && (metrics === undefined || metrics.includes(name)),
  );
};
