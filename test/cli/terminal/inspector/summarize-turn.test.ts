import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TurnEvent } from "../../../../brain/core/turn.ts";
import { summarizeTurn } from "../../../../cli/terminal/inspector/summarize-turn.ts";
import { sampleTurn } from "../sample-turn.ts";

const usual = sampleTurn
  .filter(({ type }) => type !== "retry" && type !== "guard")
  .map((event): TurnEvent => (event.type === "reply" ? { ...event, by: "model", ended: "complete" } : event));

describe("summarizeTurn", () => {
  it("begins with the turn's number, for /why and /edit to point to", () => {
    expect(summarizeTurn(usual, { cost: 0.0004, columns: 90 })).toBe(
      "#3 · negative, hostile → de-escalate · 2 demos · 1.2 s · 230+31 tokens · $0.0004",
    );
    expect(summarizeTurn([])).toBe("");
  });

  it("leaves out what did not happen, and a cost of nothing", () => {
    const plain = usual.filter(({ type }) => type !== "demos" && type !== "sentiment");
    expect(summarizeTurn(plain, { cost: 0 })).toBe("#3 · de-escalate · 1.2 s · 230+31 tokens");
  });

  it("would rather tell what was unusual than what it took", () => {
    expect(summarizeTurn(sampleTurn, { cost: 0.0004, columns: 200 })).toBe(
      "#3 · negative, hostile → de-escalate · 2 demos · 1.2 s · 230+31 tokens · 2 attempts · fallback model · cut by guard · $0.0004",
    );
    expect(summarizeTurn(sampleTurn)).toBe("#3 · negative, hostile → de-escalate · fallback model · cut by guard");
    expect(summarizeTurn(usual, { columns: 38 })).toBe("#3 · negative, hostile → de-escalate");
    expect(summarizeTurn(usual, { columns: 5 })).toBe("#3");
  });

  it("fits any window from the number's width on", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 150 }), (columns) => {
        expect(summarizeTurn(sampleTurn, { columns, cost: 0.1 }).length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
