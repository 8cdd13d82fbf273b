import { afterEach, describe, expect, it, vi } from "vitest";
import { reportConfig } from "../../app/config-report.ts";
import { noSections } from "../../app/no-sections.ts";
import { knownVariables } from "../../app/variables.ts";

afterEach(() => vi.unstubAllEnvs());

const report = (variables: Readonly<Record<string, string>>, given: Parameters<typeof reportConfig>[0] = {}) => {
  for (const { name } of knownVariables) vi.stubEnv(name, variables[name] ?? "");
  return reportConfig(given, {}, (name) => `--${name}`, noSections);
};

describe("reportConfig", () => {
  it("never shows what opens a door, in whatever variable an address stands", async () => {
    const addresses = knownVariables.filter(({ kind }) => kind === "address").map(({ name }) => name);
    for (const value of ["http://me:secret@host:4318/v1?key=secret", "me:secret@host", "https://secret@host/#secret"]) {
      const told = await report(Object.fromEntries(addresses.map((name) => [name, value])));
      expect(JSON.stringify(told.report)).not.toContain("secret");
      expect(told.problem?.message).not.toContain("secret");
    }
    const { variables } = (await report({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://me:secret@host:4318/otlp" })).report;
    expect(variables.OTEL_EXPORTER_OTLP_ENDPOINT?.value).toBe("http://…@host:4318/otlp");
  });

  it("shows an address without secrets as it is", async () => {
    const { variables } = (await report({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" })).report;
    expect(variables.OTEL_EXPORTER_OTLP_ENDPOINT?.value).toBe("http://127.0.0.1:4318");
  });

  it("takes headers as telemetry does, a space among them, and shows none", async () => {
    const { report: told, problem } = await report({ OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Bearer secret" });
    expect(problem).toBeUndefined();
    expect(told.variables.OTEL_EXPORTER_OTLP_HEADERS).toEqual({
      value: "set",
      from: "environment OTEL_EXPORTER_OTLP_HEADERS",
    });
  });

  it("shows no password of an address that was taken for a model's name", async () => {
    const { report: told } = await report({}, { lm: "http://me:secret@host/v1" });
    expect(JSON.stringify(told)).not.toContain("secret");
    expect(told.settings.lm).toMatchObject({ value: "http://…@host/v1", problem: expect.any(String) });
  });
});
