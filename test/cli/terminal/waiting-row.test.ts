import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TurnEvent } from "../../../brain/core/turn.ts";
import type { Waiting } from "../../../cli/terminal/chat-state.ts";
import { columnsOf } from "../../../cli/terminal/graphemes.ts";
import { stageAfter } from "../../../cli/terminal/inspector/stage-after.ts";
import { plainRow } from "../../../cli/terminal/row.ts";
import { waitingRow } from "../../../cli/terminal/waiting-row.ts";
import { nastyText, unsafe } from "./nasty-text.ts";
import { sampleTurn } from "./sample-turn.ts";

const told = (waiting: Partial<Waiting>, now: number, columns = 80) =>
  plainRow(waitingRow({ stage: "thinking", since: 0, heardAt: 0, ...waiting }, { now, columns })).slice(2);

const stageOf = (event: object, lm?: string) => stageAfter({ turn: 1, ...event } as TurnEvent, lm); // as a turn emits it

describe("waitingRow", () => {
  it("tells the stage, how long it has taken, and how to end it", () => {
    expect(told({}, 900)).toBe("thinking · Esc cancels");
    expect(told({}, 3200)).toBe("thinking 3 s · Esc cancels");
  });

  it("turns its spinner ten times a second", () => {
    const frames = [0, 100, 200, 1000].map((now) =>
      plainRow(waitingRow({ stage: "thinking", since: 0, heardAt: 0 }, { now, columns: 80 })).slice(0, 1),
    );
    expect(new Set(frames).size).toBe(3);
    expect(frames[3]).toBe(frames[0]);
  });

  it("says that a model is slow after 8 s without a word, and only of a model", () => {
    const stage = "waiting for the model";
    expect(told({ stage, heardAt: 1000 }, 8900)).toBe(`${stage} 8 s · Esc cancels`);
    expect(told({ stage, heardAt: 1000 }, 13_000)).toBe("the model is slow: nothing for 12 s · Esc cancels");
    expect(told({ stage: "getting ready" }, 13_000)).toBe("getting ready 13 s · Esc cancels");
  });

  it("says that a reply has fallen silent", () => {
    expect(told({ stage: "answering", heardAt: 9000 }, 12_000)).toBe("answering 12 s · Esc cancels");
    expect(told({ stage: "answering", heardAt: 6000 }, 12_000)).toBe("answering 12 s · silent for 6 s · Esc cancels");
  });

  it("counts a connection's pause down, and then waits for the model again", () => {
    const reason = "Together at api.example limits how often it is asked (HTTP 429)";
    const stage = stageOf({ type: "wait", lm: "together:x", attempt: 2, attempts: 3, reason, ms: 4000 }) ?? "";
    const waiting = { stage, heardAt: 1000, again: 5000 };
    expect(told(waiting, 1200, 120)).toBe(`asking again in 4 s, attempt 2 of 3: ${reason} · Esc cancels`);
    expect(told(waiting, 5100, 140)).toBe(`waiting for the model 5 s, attempt 2 of 3: ${reason} · Esc cancels`);
    expect(told(waiting, 14_000, 120)).toBe("the model is slow: nothing for 9 s · Esc cancels");
  });

  it("cuts the reason of a pause where the window is narrow, not the seconds nor how to end it", () => {
    const reason = "Together at api.example limits how often it is asked (HTTP 429)";
    const stage = stageOf({ type: "wait", lm: "together:x", attempt: 2, attempts: 3, reason, ms: 4000 }) ?? "";
    const waiting = { stage, heardAt: 1000, again: 5000 };
    expect(told(waiting, 1200)).toMatch(/^asking again in 4 s, attempt 2 of 3: Together at .*… · Esc cancels$/);
    expect(told(waiting, 1200, 40)).toMatch(/^asking again in 4 s, attempt 2 of 3:.*…$/);
  });

  it("fits any window, and prints nothing unsafe", () => {
    fc.assert(
      fc.property(
        nastyText(),
        fc.nat(100_000),
        fc.nat(100_000),
        fc.option(fc.nat(100_000), { nil: undefined }),
        fc.integer({ min: 1, max: 120 }),
        (stage, heardAt, now, again, columns) => {
          const row = plainRow(
            waitingRow({ stage, since: 0, heardAt, ...(again !== undefined && { again }) }, { now, columns }),
          );
          expect(columnsOf(row)).toBeLessThanOrEqual(columns);
          expect(row).not.toMatch(unsafe);
        },
      ),
    );
  });
});

describe("stageAfter", () => {
  it("names what is under way", () => {
    expect([...new Set(sampleTurn.map((event) => stageAfter(event)))]).toEqual([
      "reading the mood",
      undefined,
      "choosing demos",
      "waiting for the model",
      "trying again",
      "answering",
    ]);
  });

  it("tells another model and the safe replies from another try", () => {
    const retry = (lm: string) => ({ type: "retry", attempt: 2, reason: "", lm });
    expect(stageOf(retry("ollama:b"), "ollama:a")).toBe("asking another model: ollama:b");
    expect(stageOf(retry("ollama:a"), "ollama:a")).toBe("trying again");
    expect(stageOf(retry("offline:in-context"), "offline")).toBe("trying again");
    expect(stageOf(retry("safe replies"), "ollama:a")).toBe("taking a safe reply");
  });
});
