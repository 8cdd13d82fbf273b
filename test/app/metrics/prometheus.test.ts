import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conversationMetrics } from "../../../app/metrics/conversation-metrics.ts";
import { measure } from "../../../app/metrics/measure.ts";
import { modelMetrics } from "../../../app/metrics/model-metrics.ts";
import { prometheusText } from "../../../app/metrics/prometheus.ts";
import { stageMetrics } from "../../../app/metrics/stage-metrics.ts";
import type { MeasuredTurn, TurnMetric } from "../../../app/metrics/turn-metric.ts";
import { checkExposition } from "./check-exposition.ts";
import { measured, minute, noon } from "./measured.ts";

const textOf = (turns: readonly MeasuredTurn[], own: readonly TurnMetric[] = []) =>
  prometheusText({
    turns,
    measured: measure(turns, [...conversationMetrics, ...modelMetrics, ...own, ...stageMetrics(turns)]),
    plugins: new Set(own.map(({ name }) => name)),
  });

const turns = [
  measured({ rating: "good" }),
  measured({ at: noon + minute, turn: 2, latency: 1500, faults: [{ lm: "ollama:small", code: "timeout" }] }),
  measured({ session: "s2", lm: "ollama:small", error: "server", by: undefined, cost: undefined }),
];

describe("prometheusText", () => {
  it("is the text format, with counters, histograms and gauges in base units", async () => {
    const samples = checkExposition(await textOf(turns));
    const value = (name: string, labels = {}) =>
      samples.find((each) => each.name === name && expect.objectContaining(labels).asymmetricMatch(each.labels))?.value;
    const large = { provider: "together", model: "large" };
    const small = { provider: "ollama", model: "small" };
    expect(value("understudy_turns_total", { persona: "Maya", ...large })).toBe(2);
    expect(value("understudy_unanswered_turns_total", { code: "server" })).toBe(1);
    expect(value("understudy_requests_total", small)).toBe(2);
    expect(value("understudy_errors_total", { ...small, code: "timeout" })).toBe(1);
    expect(value("understudy_tokens_total", { ...large, direction: "input" })).toBe(200);
    expect(value("understudy_cost_usd_total", large)).toBeCloseTo(0.004, 12);
    expect(value("understudy_ratings_total", { verdict: "good" })).toBe(1);
    expect(value("understudy_turn_duration_seconds_bucket", { ...large, le: "1" })).toBe(1);
    expect(value("understudy_turn_duration_seconds_sum", large)).toBe(2);
    expect(value("understudy_latency_seconds", { ...large, quantile: "0.5" })).toBe(1);
    expect(value("understudy_stage_seconds", { stage: "normalise", quantile: "0.99" })).toBeCloseTo(0.001, 12);
    expect(value("understudy_completed_ratio")).toBe(0.5);
    expect(value("understudy_conversations")).toBe(2);
  });

  it("counts tokens, cost and requests of the model whose they are", async () => {
    const part = { requests: 2, promptTokens: 10, completionTokens: 5, cost: 0.001 };
    const byModel = [
      { lm: "ollama:small", ...part },
      { lm: "together:large", ...part, requests: 1, cost: undefined },
    ];
    const samples = checkExposition(await textOf([measured({ promptTokens: 20, completionTokens: 10, byModel })]));
    const values = (name: string) =>
      samples.filter((each) => each.name === name).map(({ labels, value }) => [labels.model, value]);
    expect(values("understudy_requests_total")).toEqual([
      ["small", 2],
      ["large", 1],
    ]);
    expect(values("understudy_cost_usd_total")).toEqual([["small", 0.001]]);
    expect(values("understudy_tokens_total")).toEqual([
      ["small", 10],
      ["small", 5],
      ["large", 10],
      ["large", 5],
    ]);
  });

  it("has goodbyes under no model", async () => {
    const goodbyes = [measured({ by: "goodbye", lm: "none" }), measured({ by: "goodbye", blocks: 1 })];
    const samples = checkExposition(await textOf(goodbyes));
    const found = (name: string) =>
      samples.filter((each) => each.name === name).map(({ labels, value }) => [labels.model, value]);
    expect(found("understudy_turns_total")).toEqual([["none", 2]]);
    expect(found("understudy_turn_duration_seconds_count")).toEqual([["none", 2]]);
    expect(found("understudy_requests_total")).toEqual([["large", 1]]);
    expect(found("understudy_errors_total")).toEqual([]);
    expect(found("understudy_out_of_budget_ratio")).toEqual([[undefined, 1]]);
  });

  it("holds no id of a conversation or a user", async () => {
    expect(await textOf(turns)).not.toMatch(/"s1"|"s2"|user-7/);
  });

  it("names metrics of plug-ins as such, and lets no words of users into labels", async () => {
    const own: TurnMetric[] = [
      { name: "blocked", help: "a share", group: "conversation", unit: "share", of: () => ({ value: 0.25, n: 4 }) },
      {
        name: "words",
        help: "of users",
        group: "model",
        unit: "count",
        of: () => ({ counts: { ok: 1, "my secret words": 2, "more secrets": 3 }, n: 6 }),
      },
    ];
    const samples = checkExposition(await textOf(turns, own));
    expect(samples.find(({ name }) => name === "understudy_plugin_blocked_ratio")?.value).toBe(0.25);
    const words = samples.filter(({ name, labels }) => name === "understudy_plugin_words" && labels.model === "large");
    expect(words.map(({ labels, value }) => [labels.code, value])).toEqual([
      ["ok", 1],
      ["other", 5],
    ]);
  });

  it("is well-formed whatever models and personas are called", async () => {
    const text = fc.string({ unit: "grapheme", maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(text, text, text, async (persona, lm, code) => {
        checkExposition(await textOf([measured({ persona, lm, faults: [{ lm: `a:${lm}`, code }] })]));
      }),
      { numRuns: 50 },
    );
  });

  it("is there, with nothing counted, where there was no turn", async () => {
    expect(checkExposition(await textOf([]))).toEqual([]);
  });
});
