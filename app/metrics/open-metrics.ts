import { resolve } from "node:path";
import { InputError } from "../../brain/core/errors.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";
import { conversationMetrics } from "./conversation-metrics.ts";
import { loadPlugins } from "./load-plugins.ts";
import { type Measured, measure } from "./measure.ts";
import { modelMetrics } from "./model-metrics.ts";
import { parseSpan } from "../parse-span.ts";
import { readTurns } from "./read-turns.ts";
import { stageMetrics } from "./stage-metrics.ts";
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
  const own = await loadPlugins([...new Set(paths)], new Set(builtIn.map(({ name }) => name)));
  const { persona, model } = request;
  const { turns, problems } = await readTurns(place.home, {
    ...span,
    ...(persona !== undefined && { persona }),
    ...(model !== undefined && { model }),
  });
  const all = [...builtIn, ...own, ...stageMetrics(turns)];
  return {
    turns,
    measured: measure(turns, chosen(all, request, turns.length > 0)),
    plugins: new Set(own.map(({ name }) => name)),
    problems,
    ...span,
  };
};

/** @param isComplete whether all metrics are known: those of stages come with the turns */
const chosen = (all: readonly TurnMetric[], { groups, metrics }: MetricsRequest, isComplete: boolean) => {
  const names = [...new Set(all.map(({ name }) => name))];
  const unknown = metrics?.find((metric) => !names.includes(metric));
  if (unknown !== undefined && isComplete) {
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
