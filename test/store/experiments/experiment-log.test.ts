import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ExperimentLog,
  type ExperimentTurn,
  openExperimentLog,
} from "../../../store/experiments/experiment-log.ts";
import { temporaryFolder } from "../../app/temporary-folder.ts";

const turn = (changes: Partial<ExperimentTurn> = {}): ExperimentTurn => ({
  experiment: "tone",
  variant: "warm",
  unit: "ann",
  session: "s1",
  turn: 1,
  at: "2026-03-01T10:00:00.000Z",
  blocked: false,
  failed: false,
  completed: true,
  latencyMs: 812.5,
  promptTokens: 100,
  completionTokens: 20,
  cost: 0.000_123,
  ...changes,
});
const stop = { experiment: "tone", variant: "warm", action: "stop", by: "canary", reason: "r" } as const;

let path: string;
let log: ExperimentLog;
beforeEach(async () => {
  path = join(temporaryFolder().folder, "understudy.db");
  log = await openExperimentLog(path);
});
afterEach(() => log.close());

describe("openExperimentLog", () => {
  it("gives turns back as they came, also what is not known of them", async () => {
    const unknown = turn({ turn: 2, latencyMs: undefined, cost: undefined });
    await log.add(turn());
    await log.add(unknown);
    await log.add(turn({ experiment: "model", session: "s2" }));
    expect(await log.turns("tone")).toEqual([turn(), unknown]);
    expect(await log.names()).toEqual(["model", "tone"]);
    expect(await log.turns("nothing")).toEqual([]);
  });

  it("adds a second try of a turn to the first: its block and its cost do not go away", async () => {
    await log.add(turn({ blocked: true, failed: true, completed: false, cost: 0.5 }));
    await log.add(turn({ cost: 0.25, latencyMs: 100 }));
    expect(await log.turns("tone")).toEqual([
      turn({ blocked: true, cost: 0.75, latencyMs: 100, promptTokens: 200, completionTokens: 40 }),
    ]);
  });

  it("says what a variant's turns came to from a moment on, and with whom", async () => {
    await log.add(turn({ turn: 2, unit: "bea", session: "s0", failed: true, at: "2026-03-02T10:00:00.000Z" }));
    await log.add(turn({ blocked: true }));
    await log.add(turn({ turn: 3, variant: "control" }));
    const [ann, bea] = [
      { unit: "ann", blocked: true, failed: false },
      { unit: "bea", blocked: false, failed: true },
    ];
    expect(await log.outcomes("tone", "warm")).toEqual([ann, bea]);
    expect(await log.outcomes("tone", "warm", "2026-03-02T00:00:00.000Z")).toEqual([bea]);
    expect(await log.outcomes("tone", "cold")).toEqual([]);
  });

  it("writes a stop once, whoever comes first, and again after a start", async () => {
    const at = "2026-03-02T10:00:00.000Z";
    const both = await Promise.all([log.decide({ ...stop, at }), log.decide({ ...stop, at })]);
    expect(both.toSorted()).toEqual([false, true]);
    expect(await log.decide({ ...stop, action: "start", by: "operator", at })).toBe(true);
    expect(await log.decide({ ...stop, at })).toBe(true);
    expect((await log.decisions("tone")).map(({ action }) => action)).toEqual(["stop", "start", "stop"]);
  });

  it("tells a variant's stop from that of the whole experiment, and takes nothing back that was not stopped", async () => {
    const at = "2026-03-02T10:00:00.000Z";
    const { variant: _, ...whole } = stop;
    expect(await log.decide({ ...whole, action: "start", at })).toBe(false);
    await log.decide({ ...stop, at });
    expect(await log.decide({ ...whole, at })).toBe(true);
    expect(await log.decisions()).toEqual([
      { ...stop, at },
      { ...whole, at },
    ]);
  });
});
