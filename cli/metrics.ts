import { unreliable } from "../app/metrics/figures.ts";
import type { MetricsRequest, OpenedMetrics } from "../app/metrics/open-metrics.ts";
import { hanging } from "./lay-out.ts";
import { print } from "./print.ts";
import { localeIsUnicode } from "./sparkline.ts";
import { tell, tellFaulty } from "./tell.ts";
import { displayText } from "./terminal/display-text.ts";

export type MetricsOptions = Omit<MetricsRequest, "groups" | "metrics" | "plugins"> & {
  readonly group?: MetricsRequest["groups"];
  readonly metric?: readonly string[];
  readonly plugin?: readonly string[];
  readonly json?: boolean;
  readonly prometheus?: boolean;
  /** Where it is written instead of printed. */
  readonly out?: string;
};

/** Prints what the prediction log says of conversations, models and stages. Returns the exit code: 1 where a metric failed. */
export const showMetrics = async ({ group, metric, plugin, ...options }: MetricsOptions): Promise<number> => {
  const [{ openMetrics }, { loadConfig, processEnvironment }, { loadSections }] = await Promise.all([
    import("../app/metrics/open-metrics.ts"),
    import("../app/config.ts"),
    import("../app/load-sections.ts"),
  ]);
  const { metrics } = await loadSections(undefined, { onFault: tellFaulty("the plug-ins that it may name") });
  const opened = await openMetrics(
    {
      ...options,
      ...(group !== undefined && { groups: group }),
      ...(metric !== undefined && { metrics: metric }),
      ...(plugin !== undefined && { plugins: plugin }),
    },
    { home: loadConfig().home, plugins: metrics.plugins, now: Date.now(), cwd: process.cwd() },
  );
  for (const problem of opened.problems) tell(problem);
  const text = await textOf(opened, options, localeIsUnicode(processEnvironment()));
  if (options.out === undefined) await print(text);
  else await (await import("../app/metrics/write-beside.ts")).writeBeside(options.out, text);
  const { faults } = opened.measured;
  for (const { metric: name, message } of faults) tell(`the metric ${name} failed: ${message}`);
  return faults.length === 0 ? 0 : 1;
};

const textOf = async (opened: OpenedMetrics, options: MetricsOptions, isUnicode: boolean): Promise<string> => {
  const { turns, measured } = opened;
  if (options.prometheus) {
    const { prometheusText } = await import("../app/metrics/prometheus.ts");
    return displayText(await prometheusText(opened));
  }
  if (options.json) return `${JSON.stringify(asJson(opened), null, 2)}\n`;
  if (turns.length === 0) return `${hanging("", nothing(options)).join("\n")}\n`;
  const { metricsLines } = await import("./metrics-table.ts");
  return `${metricsLines(turns, measured, { isUnicode }).join("\n")}\n`;
};

const nothing = ({ since, until, persona, model }: MetricsOptions): string =>
  [since, until, persona, model].every((each) => each === undefined)
    ? "no turns yet: each turn of `understudy chat` and `understudy say` is kept as it happens"
    : "no turns that fit what was asked for";

const instant = (at: number): string => new Date(at).toISOString();

const asJson = ({ turns, measured, since, until }: OpenedMetrics) => ({
  ...(since !== undefined && { since: instant(since) }),
  ...(until !== undefined && { until: instant(until) }),
  turns: turns.length,
  ...(measured.bins && { trend: { from: instant(measured.bins.from), ms: measured.bins.width } }),
  metrics: measured.tables.flatMap(({ lm, rows }) =>
    rows.map(({ metric, figure, trend }) => {
      const doubtful = unreliable(figure).map((percent) => `p${percent}`);
      return {
        metric: metric.name,
        group: metric.group,
        unit: metric.unit,
        ...(lm !== undefined && { lm }),
        ...figure,
        ...(doubtful.length > 0 && { unreliable: doubtful }),
        trend: trend.map((value) => value ?? null),
      };
    }),
  ),
  failed: measured.faults,
});
