import type { Transcript, TranscriptTurn } from "../../../evals/simulate/transcript.ts";

/** A turn in which nothing special happened. */
export const turn = (changes: Partial<TranscriptTurn> = {}): TranscriptTurn => ({
  message: "hi",
  at: "2026-01-14T12:00:00.000Z",
  reply: "Hello, you.",
  by: "model",
  ended: "complete",
  pipeline: "engage",
  sentiment: "neutral",
  verdicts: [],
  demos: [],
  lm: "test:model",
  calls: 1,
  promptTokens: 10,
  completionTokens: 5,
  ms: 1,
  violations: [],
  ...changes,
});

/** A turn that ended in a fault. */
export const brokenTurn = (code: string): TranscriptTurn => {
  const { by: _, ended: __, ...rest } = turn({ reply: "", error: { code, message: "it broke" } });
  return rest;
};

export const transcriptOf = (id: string, changes: Partial<Transcript> = {}): Transcript => ({
  id,
  user: id,
  mood: "calm",
  program: "default",
  lm: "test:model",
  seed: 1,
  repeat: 0,
  startedAt: "2026-01-14T12:00:00.000Z",
  turns: [turn()],
  end: { reason: "script" },
  ...changes,
});
