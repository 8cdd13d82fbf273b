import { describe, expect, it } from "vitest";
import type { ExperimentMetric } from "../../../app/experiments/experiment-schema.ts";
import { unitValues } from "../../../app/experiments/unit-values.ts";
import type { ExperimentTurn } from "../../../store/experiments/experiment-log.ts";

const noon = Date.parse("2026-03-01T12:00:00Z");
const turn = (session: string, nth: number, changes: Partial<ExperimentTurn> = {}): ExperimentTurn => ({
  experiment: "tone",
  variant: "warm",
  unit: "ann",
  session,
  turn: nth,
  at: new Date(noon - 3 * 3_600_000 + nth * 1000).toISOString(),
  blocked: false,
  failed: false,
  completed: true,
  latencyMs: 500,
  promptTokens: 10,
  completionTokens: 10,
  cost: 0.001,
  ...changes,
});

describe("unitValues", () => {
  const turns = [
    turn("s1", 1, { blocked: true, latencyMs: 1000 }),
    turn("s1", 2, { completed: false, failed: true }),
    turn("s2", 1, { latencyMs: undefined, cost: undefined }),
    turn("s2", 2),
    turn("s2", 3),
    turn("s2", 4),
    turn("s3", 1, { unit: "ben", at: new Date(noon - 60_000).toISOString() }),
  ];
  const ratings = [
    { session: "s1", turn: 1, verdict: "good" as const },
    { session: "s2", turn: 2, verdict: "bad" as const },
    { session: "elsewhere", turn: 1, verdict: "bad" as const },
  ];
  const valuesOf = (metric: ExperimentMetric) => Object.fromEntries(unitValues(metric, { turns, ratings, now: noon }));

  it("is one value for each user, whatever they said", () => {
    expect(valuesOf("blocked")).toEqual({ ann: 1 / 6, ben: 0 });
    expect(valuesOf("failed")).toEqual({ ann: 1 / 6, ben: 0 });
    expect(valuesOf("latency")).toEqual({ ann: 600, ben: 500 });
    expect(valuesOf("satisfaction")).toEqual({ ann: 0.5 });
  });

  it("leaves out what is not over yet, and costs that are not known in full", () => {
    expect(valuesOf("turns")).toEqual({ ann: 3 });
    expect(valuesOf("completion")).toEqual({ ann: 0.5 });
    expect(valuesOf("cost")).toEqual({ ann: 0.002 });
  });
});
