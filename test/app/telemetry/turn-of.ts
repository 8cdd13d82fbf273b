import type { FinishedTurn } from "../../../app/telemetry/telemetry.ts";
import type { PredictionRecord } from "../../../brain/core/prediction.ts";
import type { TurnEvent } from "../../../brain/core/turn.ts";
import { predictionRecord } from "../../../brain/prediction-record.ts";

export const secretMessage = "my secret question";
export const secretReply = "a secret answer";

const turn = 1;
const small = "together:small";
const large = "together:large";

/** As `runTurn` tells of a turn whose first connection timed out, and whose second one answered. */
export const handedOn: readonly TurnEvent[] = [
  { type: "turn", turn, session: "s1", at: "2026-07-01T10:00:00.000Z", message: secretMessage },
  {
    type: "guard",
    turn,
    side: "input",
    guard: "personal-data",
    action: "mask",
    category: "phone",
    reason: secretMessage,
    attempt: 0,
  },
  { type: "route", turn, pipeline: "engage", reason: "neutral" },
  { type: "demos", turn, demos: [{ id: "d1", similarity: 0.5 }] },
  { type: "connection", turn, lm: small, decision: "breaker-opened", reason: "5 calls failed", ms: 30_000 },
  { type: "retry", turn, attempt: 2, reason: "timeout", lm: large, code: "timeout" },
  { type: "budget", turn, scope: "day", unit: "cost", level: "soft", used: 8, reserved: 0, limit: 10 },
  { type: "delta", turn, text: secretReply },
  {
    type: "usage",
    turn,
    lm: large,
    promptTokens: 100,
    completionTokens: 20,
    cost: 0.002,
    ms: { normalise: 1, inputGuards: 2, demos: 7, gate: 3, model: 480, firstToken: 400, total: 500 },
  },
  { type: "reply", turn, text: secretReply, by: "model", ended: "complete" },
];

export const turnOf = (events: readonly TurnEvent[], times?: readonly number[]): FinishedTurn => ({
  events,
  record: recordOf(events),
  ...(times && { times }),
});

const recordOf = (events: readonly TurnEvent[]): PredictionRecord =>
  predictionRecord(events, {
    persona: "Maya",
    model: { provider: "together", model: "small" },
    isScreened: true,
    state: null,
    promptVersion: "abc",
    promptHash: "hash",
  });
