import type { PredictionRecord } from "../../../brain/core/prediction.ts";

/** A record of one turn under an experiment, all well but for what is given. */
export const prediction = (
  session: string,
  turn: number,
  metadata: Partial<PredictionRecord["metadata"]> = {},
  at = Date.parse("2026-03-01T10:00:00Z"),
): PredictionRecord => ({
  conversation_id: session,
  timestamp: new Date(at).toISOString(),
  model: { name: "m", provider: "together", prompt_version: null },
  input: { user_text: null, state: null },
  output: { response: null, extracted_slots: {}, confidence: null, next_state: null },
  metadata: {
    turn,
    persona: "Maya",
    latency_ms: 800,
    tokens: { input: 100, output: 20 },
    cost: 0.0002,
    experiment: "tone",
    variant: "warm",
    prompt_hash: null,
    demos: [],
    verdicts: [],
    by: "model",
    ended: "complete",
    ...metadata,
  },
});

export const blockedReply = { verdicts: [{ side: "output", action: "block", guard: "medical" }] };
