import { trace } from "@opentelemetry/api";
import { afterEach, describe, expect, it } from "vitest";
import { openTelemetry } from "../../../app/telemetry/open-telemetry.ts";
import { type FakeCollector, startFakeCollector } from "../../servers/fake-collector.ts";
import { handedOn, turnOf } from "./turn-of.ts";

const now = Date.parse("2026-07-01T10:00:00.500Z");
let collector: FakeCollector | undefined;
afterEach(async () => collector?.close());

const opened = async (url: string, problems: string[] = [], more: Record<string, string> = {}) => {
  const variables: Record<string, string> = { OTEL_EXPORTER_OTLP_ENDPOINT: url, ...more };
  const telemetry = await openTelemetry({ telemetry: (name) => variables[name], now: () => now }, (problem) =>
    problems.push(problem),
  );
  if (telemetry === undefined) throw new Error("a collector is named");
  return telemetry;
};

describe("openTelemetry", () => {
  it("is nothing where no collector is named", async () => {
    expect(await openTelemetry({ telemetry: undefined }, () => {})).toBeUndefined();
  });

  it("sends a turn as one trace, and counts it", async () => {
    collector = await startFakeCollector();
    const headers = { OTEL_EXPORTER_OTLP_HEADERS: "x-key=k1", OTEL_SERVICE_NAME: "mayas-bot" };
    const problems: string[] = [];
    const telemetry = await opened(collector.url, problems, headers);
    telemetry.onTurn(turnOf(handedOn));
    await telemetry.close();

    expect(problems).toEqual([]);
    expect(collector.requests.map(({ path }) => path).sort()).toEqual(["/v1/metrics", "/v1/traces"]);
    expect(collector.requests.every(({ headers: sent }) => sent["x-key"] === "k1")).toBe(true);
    expect(collector.requests.map(({ body }) => body).join()).not.toContain("secret");
    expect(collector.resource()).toMatchObject({ "service.name": "mayas-bot" });

    const spans = collector.spans();
    const root = spans.find(({ parentSpanId }) => parentSpanId === undefined);
    expect(root).toMatchObject({ name: "invoke_agent Maya", start: now - 500, end: now });
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans.filter((span) => span !== root).every((span) => span.parentSpanId === root?.spanId)).toBe(true);
    expect(
      spans.filter(({ kind }) => kind === 3).map(({ name, status }) => [name, status.code, status.message]),
    ).toEqual([
      ["chat small", 2, "timeout"],
      ["chat large", 0, undefined],
    ]);

    const point = (metric: string, attributes = {}) =>
      collector
        ?.points()
        .find((each) => each.metric === metric && expect.objectContaining(attributes).asymmetricMatch(each.attributes));
    expect(point("understudy.turns")).toMatchObject({ value: 1, attributes: { "gen_ai.request.model": "large" } });
    expect(point("understudy.errors")).toMatchObject({
      value: 1,
      attributes: { "error.type": "timeout", "gen_ai.request.model": "small" },
    });
    expect(point("understudy.cost")).toMatchObject({ value: 0.002 });
    expect(point("understudy.turn.duration")).toMatchObject({ count: 1, sum: 0.5, unit: "s" });
    expect(point("gen_ai.client.token.usage", { "gen_ai.token.type": "output" })).toMatchObject({ sum: 20 });
    expect(collector.points().some(({ attributes }) => "gen_ai.conversation.id" in attributes)).toBe(false);
  });

  it("registers nothing globally, so that no library's own spans go along", async () => {
    collector = await startFakeCollector();
    const telemetry = await opened(collector.url);
    telemetry.onTurn(turnOf(handedOn));
    await telemetry.close();
    expect(trace.getTracer("other").startSpan("prompt of a library").isRecording()).toBe(false);
  });

  it("tells once of a collector that refuses, and goes on", async () => {
    collector = await startFakeCollector({ status: 401 });
    const problems: string[] = [];
    const telemetry = await opened(collector.url, problems);
    telemetry.onTurn(turnOf(handedOn));
    telemetry.onTurn(turnOf(handedOn));
    await telemetry.close();
    expect(problems).toEqual([
      `telemetry could not be sent to ${collector.url} (status 401); nothing more is said of it`,
    ]);
  });

  it("does not wait longer than two seconds for a collector that never answers", async () => {
    collector = await startFakeCollector({ hangs: true });
    const problems: string[] = [];
    const telemetry = await opened(collector.url, problems);
    telemetry.onTurn(turnOf(handedOn));
    const from = performance.now();
    await telemetry.close();
    expect(performance.now() - from).toBeLessThan(3000);
    expect(problems).toEqual([expect.stringContaining("(no answer)")]);
  });

  it.each([
    ["traces", "TRACES"],
    ["metrics", "METRICS"],
  ])("sends %s alone where they alone have an address", async (signal, name) => {
    collector = await startFakeCollector();
    const problems: string[] = [];
    const url = `${collector.url}/v1/${signal}`;
    const telemetry = await opened("", problems, { [`OTEL_EXPORTER_OTLP_${name}_ENDPOINT`]: url });
    telemetry.onTurn(turnOf(handedOn));
    await telemetry.close();
    expect(collector.requests.map(({ path }) => path)).toEqual([`/v1/${signal}`]);
    expect(problems).toEqual([]);
  });

  it("counts what each model took with the model whose it is", async () => {
    collector = await startFakeCollector();
    const byModel = [
      { lm: "openai:bge", promptTokens: 9, completionTokens: 0, cost: 0.001, calls: 1 },
      { lm: "together:small", promptTokens: 30, completionTokens: 0, cost: 0.004, calls: 1 },
      { lm: "together:large", promptTokens: 100, completionTokens: 20, cost: 0.002, calls: 1 },
    ];
    const events = handedOn.map((event) => (event.type === "usage" ? { ...event, byModel } : event));
    const telemetry = await opened(collector.url);
    telemetry.onTurn(turnOf(events));
    await telemetry.close();
    const points = collector.points();
    const by = (metric: string, key: "value" | "sum") =>
      points
        .filter((each) => each.metric === metric)
        .map((each) => [each.attributes["gen_ai.request.model"], each.attributes["gen_ai.operation.name"], each[key]]);
    expect(by("understudy.cost", "value")).toEqual([
      ["small", undefined, 0.004],
      ["large", undefined, 0.002],
      ["bge", undefined, 0.001],
    ]);
    expect(by("gen_ai.client.token.usage", "sum")).toEqual([
      ["small", "chat", 30],
      ["small", "chat", 0],
      ["large", "chat", 100],
      ["large", "chat", 20],
      ["bge", "embeddings", 9],
    ]);
  });

  it("has nothing to send, and nothing to wait for, where there was no turn", async () => {
    collector = await startFakeCollector();
    await (await opened(collector.url)).close();
    expect(collector.requests).toEqual([]);
  });
});
