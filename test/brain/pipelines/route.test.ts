import { describe, expect, it } from "vitest";
import { route } from "../../../brain/pipelines/route.ts";

const reading = (sentiment: "positive" | "neutral" | "negative", confidence = 0.9, hostile = false) => ({
  sentiment,
  confidence,
  hostile,
});

describe("routing", () => {
  it.each([
    ["positive", "celebrate"],
    ["neutral", "engage"],
    ["negative", "comfort"],
  ] as const)("sends a %s message to %s and says why", (mood, pipeline) => {
    expect(route(reading(mood))).toEqual({ pipeline, reason: `the mood is ${mood} (90 %)` });
  });

  it("sends anger at the persona to de-escalate, whatever the mood", () => {
    expect(route(reading("neutral", 0.9, true)).pipeline).toBe("de-escalate");
  });

  it("does not change its manner for a mood that it is not sure of", () => {
    expect(route(reading("negative", 0.4))).toEqual({
      pipeline: "engage",
      reason: "the mood may be negative, but only 40 % sure",
    });
  });

  it("stays with care for the rest of a conversation that has held a crisis", () => {
    expect(route(reading("positive"), { afterCrisis: true })).toEqual({
      pipeline: "care",
      reason: "this conversation has held a crisis",
    });
  });

  it("answers by the pipeline that was pinned, unless a guard or a crisis before decides", () => {
    expect(route(reading("positive"), { pinned: "comfort" })).toEqual({ pipeline: "comfort", reason: "pinned" });
    expect(route(reading("neutral", 0.9, true), { pinned: "comfort" }).pipeline).toBe("comfort");
    expect(route(reading("positive"), { pinned: "comfort", afterCrisis: true }).pipeline).toBe("care");
    const steer = { action: "steer", guard: "g", category: "g", reason: "r", pipeline: "deflect" } as const;
    expect(route(reading("positive"), { pinned: "comfort", steer }).pipeline).toBe("deflect");
  });

  it("lets a guard's decision go before everything", () => {
    const steer = {
      action: "steer",
      guard: "crisis",
      category: "crisis",
      reason: "speaks of dying",
      pipeline: "care",
    } as const;
    expect(route(reading("positive", 1, true), { steer, afterCrisis: true })).toEqual({
      pipeline: "care",
      reason: "crisis: speaks of dying",
    });
  });
});
