import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { assignVariant } from "../../../app/experiments/assign-variant.ts";
import { experimentsSchema } from "../../../app/experiments/experiment-schema.ts";
import { type Experiments, openExperiments } from "../../../app/experiments/open-experiments.ts";
import { type ExperimentLog, openExperimentLog } from "../../../store/experiments/experiment-log.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { blockedReply, prediction } from "./prediction.ts";

const at = Date.parse("2026-03-01T12:00:00Z");
const experiments = experimentsSchema.parse({
  evas: { persona: "Eva", variants: { control: { share: 1 }, other: { share: 1 } } },
  over: { running: false, variants: { control: { share: 1 }, other: { share: 1 } } },
  tone: {
    variants: { control: { share: 1 }, warm: { share: 1, temperature: 0.9 } },
    canary: { variant: "warm", min_turns: 10, max_blocked: 0.1, max_failed: 0.1 },
  },
  later: { variants: { control: { share: 1 }, other: { share: 1 } } },
});
const tone = experiments.tone ?? { variants: {} };
const users = Array.from({ length: 50 }, (_, at) => `user-${at}`);
const warmUser = users.find((user) => assignVariant(tone, "tone", user) === "warm") ?? "";

let database: string;
let log: ExperimentLog;
let problems: string[];
const opened: Experiments[] = [];

const open = (path = database, persona = "Maya"): Experiments => {
  const made = openExperiments({
    sections: { experiments },
    persona,
    database: path,
    now: () => at,
    onProblem: (problem) => problems.push(problem),
  });
  opened.push(made);
  return made;
};

beforeEach(async () => {
  problems = [];
  database = join(temporaryFolder().folder, "understudy.db");
  log = await openExperimentLog(database);
});

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await log.close();
});

describe("openExperiments", () => {
  it("puts a conversation into the first experiment that runs and is meant for its persona, and tells what is different", async () => {
    const warm = { experiment: "tone", variant: "warm", settings: { share: 1, temperature: 0.9 } };
    expect(await open().assigned(warmUser)).toEqual(warm);
    expect(await open().assigned(warmUser)).toEqual(warm);
    expect((await open(database, "eva").assigned(warmUser))?.experiment).toBe("evas");
  });

  it("keeps what each turn came to, and nothing of turns under no experiment", async () => {
    const { record } = open();
    await record(prediction("s1", 1, { user: "ann", ...blockedReply }));
    await record(prediction("s1", 2, { error: "timeout", by: undefined as never, cost: null }));
    await record(prediction("s1", 3, { error: "aborted" }));
    await record(prediction("s1", 4, { experiment: undefined as never, variant: undefined as never }));
    const turns = await log.turns("tone");
    expect(turns.map(({ unit, blocked, failed, completed, cost }) => [unit, blocked, failed, completed, cost])).toEqual(
      [
        ["ann", true, false, true, 0.0002],
        ["s1", false, true, false, undefined],
        ["s1", false, false, true, 0.0002],
      ],
    );
  });

  it("stops a canary whose replies are surely blocked too often, tells it once, and sends its users to the control", async () => {
    const [one, other] = [open(), open()];
    const stops: unknown[] = [];
    for (let user = 1; user <= 10; user++) {
      for (let turn = 1; turn <= 2; turn++) {
        const { metadata } = prediction("", turn, turn % 2 ? blockedReply : {});
        stops.push((await one.record(prediction(`a${user}`, turn, metadata))).stopped);
        stops.push((await other.record(prediction(`b${user}`, turn, metadata))).stopped);
      }
    }
    expect(stops.filter((stop) => stop !== undefined)).toEqual([
      {
        experiment: "tone",
        variant: "warm",
        reason: expect.stringMatching(
          /^\d+ of its \d+ turns had a blocked reply, with \d+ of \d+ users: more than the 10 % of a user's turns allowed \(at least [\d.]+ %, 95 % sure\)$/,
        ),
      },
    ]);
    expect(await other.assigned(warmUser)).toEqual({ experiment: "tone", variant: "control", settings: { share: 1 } });
    expect(await log.decisions("tone")).toMatchObject([{ action: "stop", by: "canary", variant: "warm" }]);
  });

  it("stops none for what one user provokes, however often, in however many conversations", async () => {
    const running = open();
    for (let turn = 1; turn <= 60; turn++) {
      expect(await running.record(prediction(`s${turn}`, 1, { user: "provoker", ...blockedReply }))).toEqual({});
      expect(await running.record(prediction("calm", turn, { user: `calm-${turn % 7}` }))).toEqual({});
    }
  });

  it("leaves a canary alone before its least turns, and where its rate is below the bar", async () => {
    const early = open();
    for (let turn = 1; turn <= 9; turn++) {
      expect(await early.record(prediction(`early-${turn}`, 1, blockedReply))).toEqual({});
    }
    await log.decide({
      experiment: "tone",
      variant: "warm",
      action: "stop",
      by: "operator",
      at: "2026-03-01T10:00:00.000Z",
      reason: "",
    });
    await log.decide({
      experiment: "tone",
      variant: "warm",
      action: "start",
      by: "operator",
      at: "2026-03-01T11:00:00.000Z",
      reason: "",
    });
    // A stop that was taken back is a new beginning: the nine count no more.
    for (let turn = 1; turn <= 100; turn++) {
      const after = prediction(`late-${turn}`, 1, turn % 20 ? {} : blockedReply, at + turn);
      expect(await early.record(after)).toEqual({});
    }
  });

  it("passes over an experiment that the operator stopped, and goes on with the next", async () => {
    const running = open();
    await log.decide({
      experiment: "tone",
      action: "stop",
      by: "operator",
      at: "2026-03-01T11:00:00.000Z",
      reason: "",
    });
    expect((await running.assigned(warmUser))?.experiment).toBe("later");
  });

  it("tells once that the database cannot be opened, and fails no turn", async () => {
    const file = join(temporaryFolder().folder, "file");
    writeFileSync(file, "");
    const without = open(join(file, "understudy.db"));
    expect(await without.assigned(warmUser)).toBeUndefined();
    expect(await without.record(prediction("s1", 1))).toEqual({});
    expect(await without.assigned(warmUser)).toBeUndefined();
    expect(problems).toEqual([expect.stringContaining("chat goes on without them")]);
  });
});
