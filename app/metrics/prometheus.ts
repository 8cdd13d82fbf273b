import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Measured, MetricRow } from "./measure.ts";
import { codesOf, enderOf, modelsOf, partsOf, requestsTo } from "./model-metrics.ts";
import type { MeasuredTurn, MetricUnit } from "./turn-metric.ts";

/** Seconds: from a local model's first words to the longest that anybody waits. */
const waits = [0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];

/** Those that counters tell, as Prometheus would have them. */
const counted: ReadonlySet<string> = new Set(["turns", "requests", "errors", "tokens-in", "tokens-out", "cost"]);

export type Exposition = {
  readonly turns: readonly MeasuredTurn[];
  readonly measured: Measured;
  /** Names of the metrics that plug-ins brought. */
  readonly plugins: ReadonlySet<string>;
};

/**
 * The figures in Prometheus' text format 0.0.4: counters and histograms of the turns, gauges of all other metrics, percentiles
 * with the label `quantile`. Base units (seconds, US dollars). No label holds what was said, nor the id of a conversation or
 * of a user.
 */
export const prometheusText = async ({ turns, measured, plugins }: Exposition): Promise<string> => {
  const registry = new Registry();
  const series = openSeries(registry);
  const sums = openSums();
  for (const turn of turns) count(series, sums, turn);
  sums.flush();
  const gauges: Gauges = new Map();
  for (const { lm, rows } of measured.tables) {
    for (const row of rows) {
      const isOwn = plugins.has(row.metric.name);
      if (!isOwn && counted.has(row.metric.name)) continue;
      setGauge(registry, gauges, row, lm, isOwn);
    }
  }
  return registry.metrics();
};

type Series = ReturnType<typeof openSeries>;

const openSeries = (registry: Registry) => {
  const registers = [registry];
  const model = ["provider", "model"];
  const counter = (name: string, help: string, labelNames: readonly string[]) =>
    new Counter({ name: `understudy_${name}_total`, help, labelNames: [...labelNames], registers });
  const seconds = (name: string, help: string, labelNames: readonly string[], buckets: readonly number[]) =>
    new Histogram({
      name: `understudy_${name}_seconds`,
      help,
      labelNames: [...labelNames],
      buckets: [...buckets],
      registers,
    });
  return {
    turns: counter("turns", "Messages that came in.", ["persona", ...model]),
    unanswered: counter("unanswered_turns", "Turns without a reply, by what ended them.", ["persona", "code"]),
    requests: counter("requests", "Attempts at the reply, blocked and failed ones among them.", model),
    errors: counter("errors", "Faults of the model's connection, by code.", [...model, "code"]),
    tokens: counter("tokens", "Tokens that the model read and wrote.", [...model, "direction"]),
    cost: counter("cost_usd", "US dollars that the model came to, where its price is known.", model),
    ratings: counter("ratings", "Rated replies.", ["persona", "verdict"]),
    latency: seconds("turn_duration", "From the message to the end of the turn.", model, waits),
    firstToken: seconds("time_to_first_token", "From the message to the first words shown.", model, waits),
  };
};

type Sums = ReturnType<typeof openSums>;
type Labels = Readonly<Record<string, string>>;

/** Adds up before a counter is told: telling it of each of a million turns took four times as long as all the rest. */
const openSums = () => {
  const sums = new Map<string, { readonly counter: Counter; readonly labels: Labels; sum: number }>();
  let counters = 0;
  const numbers = new Map<Counter, number>();
  const numberOf = (counter: Counter) => {
    const known = numbers.get(counter) ?? ++counters;
    numbers.set(counter, known);
    return known;
  };
  return {
    add(counter: Counter, labels: Labels, by = 1) {
      const key = `${numberOf(counter)} ${JSON.stringify(Object.values(labels))}`;
      const known = sums.get(key);
      if (known === undefined) sums.set(key, { counter, labels, sum: by });
      else known.sum += by;
    },
    flush() {
      for (const { counter, labels, sum } of sums.values()) counter.inc(labels, sum);
    },
  };
};

const count = (series: Series, sums: Sums, turn: MeasuredTurn): void => {
  const { persona, ms, latency, rating, error } = turn;
  const model = labelsOf(enderOf(turn));
  sums.add(series.turns, { persona, ...model });
  if (turn.by === undefined) sums.add(series.unanswered, { persona, code: error ?? "unknown" });
  for (const lm of modelsOf(turn)) {
    if (lm === "none") continue;
    sums.add(series.requests, labelsOf(lm), requestsTo(turn, lm));
    for (const code of codesOf(turn, lm)) sums.add(series.errors, { ...labelsOf(lm), code });
  }
  for (const { lm, promptTokens, completionTokens, cost } of partsOf(turn)) {
    const its = labelsOf(lm);
    if (promptTokens > 0) sums.add(series.tokens, { ...its, direction: "input" }, promptTokens);
    if (completionTokens > 0) sums.add(series.tokens, { ...its, direction: "output" }, completionTokens);
    if (cost !== undefined) sums.add(series.cost, its, cost);
  }
  if (rating !== undefined) sums.add(series.ratings, { persona, verdict: rating });
  if (latency !== undefined) series.latency.observe(model, latency / 1000);
  if (ms.firstToken !== undefined) series.firstToken.observe(model, ms.firstToken / 1000);
};

type Gauges = Map<string, { readonly gauge: Gauge; readonly part: string | undefined }>;

const setGauge = (registry: Registry, known: Gauges, row: MetricRow, lm: string | undefined, isOwn: boolean): void => {
  const { metric, figure } = row;
  const isStage = metric.group === "stage" && !isOwn;
  const { suffix, factor } = inBaseUnits[metric.unit];
  const name = isStage ? "stage" : `${isOwn ? "plugin_" : ""}${metric.name.replaceAll("-", "_")}`;
  const full = `understudy_${name}${suffix}`;
  const part = "percentiles" in figure ? "quantile" : "counts" in figure ? "code" : undefined;
  const labels = { ...(lm !== undefined && labelsOf(lm)), ...(isStage && { stage: metric.name }) };
  const before = known.get(full);
  // A metric that gives another kind of figure for another model: one series holds one kind.
  if (before !== undefined && before.part !== part) return;
  const labelNames = [...Object.keys(labels), ...(part === undefined ? [] : [part])];
  const help = isStage ? "Time that a stage of the turn took." : metric.help;
  const gauge = before?.gauge ?? new Gauge({ name: full, help, labelNames, registers: [registry] });
  known.set(full, { gauge, part });
  if ("value" in figure) gauge.set(labels, figure.value * factor);
  else if ("counts" in figure) {
    for (const [code, n] of Object.entries(figure.counts)) gauge.inc({ ...labels, code: asLabel(code) }, n);
  } else {
    for (const [percent, value] of Object.entries(figure.percentiles))
      gauge.set({ ...labels, quantile: String(Number(percent) / 100) }, value * factor);
  }
};

/** What a plug-in counts by may be anything, words of users among it; a label holds a name. */
const asLabel = (code: string): string => (/^[\w.:/-]{1,64}$/.test(code) ? code : "other");

const inBaseUnits: Readonly<Record<MetricUnit, { readonly suffix: string; readonly factor: number }>> = {
  count: { suffix: "", factor: 1 },
  turns: { suffix: "", factor: 1 },
  score: { suffix: "", factor: 1 },
  share: { suffix: "_ratio", factor: 1 },
  ms: { suffix: "_seconds", factor: 1 / 1000 },
  usd: { suffix: "_usd", factor: 1 },
  tokens: { suffix: "_tokens", factor: 1 },
};

const labelsOf = (lm: string): { readonly provider: string; readonly model: string } => {
  const colon = lm.indexOf(":");
  return colon === -1 ? { provider: lm, model: lm } : { provider: lm.slice(0, colon), model: lm.slice(colon + 1) };
};
