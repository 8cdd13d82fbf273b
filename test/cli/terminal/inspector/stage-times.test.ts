import { describe, expect, it } from "vitest";
import type { TurnEvent } from "../../../../brain/core/turn.ts";
import { stageTimes } from "../../../../cli/terminal/inspector/stage-times.ts";
import { sampleTurn } from "../sample-turn.ts";

const told = (events: readonly TurnEvent[], times: readonly number[], elapsed = 0) =>
  stageTimes(events, times, elapsed).stages.map(({ stage, from, to }) => `${stage} ${from}–${to}`);

const usage = (ms: Record<string, number>, lm = "ollama:a"): TurnEvent => ({
  ...{ type: "usage", turn: 1, lm, promptTokens: 1, completionTokens: 1 },
  ms: { total: 0, model: 0, ...ms },
});

describe("stageTimes", () => {
  it("lays measured stages behind each other", () => {
    const ms = {
      demos: 4,
      normalise: 1,
      inputGuards: 2,
      context: 1,
      sentiment: 2,
      gate: 5,
      model: 85,
      firstToken: 40,
      total: 100,
    };
    expect(told([usage(ms)], [0])).toEqual([
      "normalise 0–1",
      "input guards 1–3",
      "context 3–4",
      "sentiment 4–6",
      "demos 6–10",
      "first words 10–40",
      "model 10–95",
      "gate 95–100",
    ]);
    expect(stageTimes([usage(ms)], [0], 7).total).toBe(100);
  });

  it("tells stages that it does not know, and no model where none was asked", () => {
    expect(told([usage({ context: 1, weighing: 3, total: 4 }, "none")], [0])).toEqual(["context 0–1", "weighing 1–4"]);
  });

  it("tells what is left of the whole, where that is more than a little", () => {
    expect(told([usage({ context: 1, sentiment: 2, gate: 1, total: 10 }, "none")], [0])).toEqual([
      "context 0–1",
      "sentiment 1–3",
      "other 3–9",
      "gate 9–10",
    ]);
    expect(told([usage({ context: 4, model: 95, total: 100 })], [0])).not.toContainEqual(
      expect.stringMatching(/other/),
    );
  });

  it("goes by when events came while the turn runs", () => {
    const wait: TurnEvent = { type: "wait", turn: 3, lm: "a", attempt: 2, attempts: 3, reason: "", ms: 300 };
    const events = sampleTurn.slice(0, 5);
    const times = [0, 20, 20, 20, 30];
    expect(told(events, times, 130)).toEqual(["guards, mood 0–20", "demos 20–30", "first words 30–130"]);
    expect(told([...events, wait], [...times, 130], 250)).toEqual([
      "guards, mood 0–20",
      "demos 20–30",
      "first words 30–130",
      "pause 130–250",
      "first words 250–250",
    ]);
    expect(told([...events, wait], [...times, 130], 600).slice(3)).toEqual(["pause 130–430", "first words 430–600"]);
    expect(told([], [], 10)).toEqual([]);
  });

  it("ends where the turn did", () => {
    const error: TurnEvent = { type: "error", turn: 3, code: "aborted", message: "", shown: "" };
    expect(told([...sampleTurn.slice(0, 5), error], [0, 20, 20, 20, 30, 90], 5000)).toEqual([
      "guards, mood 0–20",
      "demos 20–30",
      "first words 30–90",
    ]);
  });
});
