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
