import type { SentimentReading, Steer } from "../core/turn.ts";

export type Route = { readonly pipeline: string; readonly reason: string };

/** Below this confidence a mood is too uncertain to change the manner; measured by what the local reader gets right. */
const sureEnough = 0.5;

/** Only what a guard or a conversation's past decides leads here; nobody can ask for it. */
export const steeredPipelines: readonly string[] = ["care", "deflect", "disclose"];

/**
 * Which pipeline answers: what a guard decided, else care after a crisis, else the one that was pinned, else anger at the
 * persona, else the mood. Pure.
 */
export const route = (
  reading: SentimentReading,
  {
    steer,
    afterCrisis = false,
    pinned,
  }: { readonly steer?: Steer | undefined; readonly afterCrisis?: boolean; readonly pinned?: string | undefined } = {},
): Route => {
  // After a crisis nothing is turned aside with a joke: what would be deflected is met with care, too.
  if (steer !== undefined && !(afterCrisis && steer.pipeline === "deflect"))
    return { pipeline: steer.pipeline, reason: `${steer.guard}: ${steer.reason}` };
  if (afterCrisis) return { pipeline: "care", reason: "this conversation has held a crisis" };
  if (pinned !== undefined) return { pipeline: pinned, reason: "pinned" };
  if (reading.hostile) return { pipeline: "de-escalate", reason: "the message is hostile to the persona" };
  const percent = `${Math.round(reading.confidence * 100)} %`;
  if (reading.sentiment === "neutral") return { pipeline: "engage", reason: `the mood is neutral (${percent})` };
  if (reading.confidence < sureEnough) {
    return { pipeline: "engage", reason: `the mood may be ${reading.sentiment}, but only ${percent} sure` };
  }
  return {
    pipeline: reading.sentiment === "positive" ? "celebrate" : "comfort",
    reason: `the mood is ${reading.sentiment} (${percent})`,
  };
};
