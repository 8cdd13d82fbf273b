import { describe, expect, it } from "vitest";
import { telemetrySettings } from "../../../app/telemetry/telemetry-settings.ts";

const settings = (variables: Record<string, string>, problems: string[] = []) =>
  telemetrySettings(
    (name) => variables[name],
    (problem) => problems.push(problem),
  );
const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318/" };

describe("telemetrySettings", () => {
  it("wants no telemetry without an endpoint, nor where the SDK is disabled", () => {
    expect(settings({})).toBeUndefined();
    expect(settings({ ...endpoint, OTEL_SDK_DISABLED: "true" })).toBeUndefined();
  });

  it("reads OpenTelemetry's own variables", () => {
    expect(
      settings({
        ...endpoint,
        OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20key, x-team = a ,broken",
        OTEL_RESOURCE_ATTRIBUTES: "service.name=other,deployment.environment=prod%2Ceu",
        OTEL_SERVICE_NAME: "mayas-bot",
        OTEL_METRIC_EXPORT_INTERVAL: "5000",
      }),
    ).toEqual({
      traces: "http://127.0.0.1:4318/v1/traces",
      metrics: "http://127.0.0.1:4318/v1/metrics",
      headers: { authorization: "Bearer key", "x-team": "a" },
      resource: { "service.name": "mayas-bot", "deployment.environment": "prod,eu" },
      interval: 5000,
      withTexts: false,
    });
  });

  it("sends each signal to its own address where one is set", () => {
    const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://traces.test/otlp" };
    expect(settings({ ...endpoint, ...own })).toMatchObject({
      traces: "https://traces.test/otlp",
      metrics: "http://127.0.0.1:4318/v1/metrics",
    });
  });

  it("sends the one signal that has an address, and says nothing of the other", () => {
    const problems: string[] = [];
    const traces = settings({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://t.test/v1/traces" }, problems);
    expect(traces).toMatchObject({ traces: "http://t.test/v1/traces" });
    expect(traces).not.toHaveProperty("metrics");
    const metrics = settings({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "http://m.test" }, problems);
    expect(metrics).toMatchObject({ metrics: "http://m.test" });
    expect(metrics).not.toHaveProperty("traces");
    expect(problems).toEqual([]);
  });

  it("sends the signal whose address can be used, and says which is not sent", () => {
    const problems: string[] = [];
    const some = settings({ ...endpoint, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "me:secret@host" }, problems);
    expect(some).toMatchObject({ traces: "http://127.0.0.1:4318/v1/traces" });
    expect(some).not.toHaveProperty("metrics");
    expect(problems).toEqual([
      expect.stringMatching(/^no metrics are sent: OTEL_EXPORTER_OTLP_METRICS_ENDPOINT holds no address/),
    ]);
    expect(problems.join()).not.toContain("secret");
  });

  it("takes texts along only where that is asked for", () => {
    expect(settings({ ...endpoint, UNDERSTUDY_OTEL_PROMPTS: "1" })?.withTexts).toBe(true);
    expect(settings({ ...endpoint, UNDERSTUDY_OTEL_PROMPTS: "0" })?.withTexts).toBe(false);
  });

  it.each([{ OTEL_EXPORTER_OTLP_ENDPOINT: "localhost" }, { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }])(
    "tells what it cannot use, without a value, and hinders nobody: %o",
    (variables) => {
      const problems: string[] = [];
      expect(settings(variables, problems)).toBeUndefined();
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain("no telemetry is sent");
    },
  );
});
