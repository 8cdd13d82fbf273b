import type { TurnEvent } from "../../../brain/core/turn.ts";

const of = { turn: 3 };

/** All events of a turn whose first attempt was blocked. */
export const sampleTurn: readonly TurnEvent[] = [
  { type: "turn", ...of, session: "s", at: "2026-12-24T23:40:00+01:00", message: "rain again" },
  {
    type: "sentiment",
    ...of,
    sentiment: "negative",
    confidence: 0.87,
    hostile: true,
    by: "local",
  },
  { type: "route", ...of, pipeline: "de-escalate", reason: "hostile" },
  {
    type: "context",
    ...of,
    localTime: "Thursday 2026-12-24 23:40 Europe/Lisbon",
    partOfDay: "night",
    conversationLength: "2 minutes, 3 messages",
    sinceLastMessage: "1 minute",
  },
  {
    type: "demos",
    ...of,
    demos: [
      { id: "rain-1", similarity: 0.8 },
      { id: "rain-2", similarity: -0.1 },
    ],
  },
  {
    type: "prompt",
    ...of,
    attempt: 1,
    messages: [
      { role: "system", content: "You are Mara.\nBe brief." },
      { role: "user", content: "it pours" },
      { role: "assistant", content: "let it" },
      { role: "user", content: "rain again" },
    ],
  },
  {
    type: "guard",
    ...of,
    side: "output",
    guard: "topics",
    action: "block",
    category: "social-platforms",
    reason: "names Chirper",
    span: [4, 11],
    attempt: 1,
  },
  { type: "retry", ...of, attempt: 2, reason: "names Chirper", lm: "ollama:tiny" },
  { type: "prompt", ...of, attempt: 2, messages: [{ role: "user", content: "again, without that" }] },
  { type: "delta", ...of, text: "Let it rain." },
  {
    type: "usage",
    ...of,
    lm: "ollama:tiny",
    promptTokens: 230,
    completionTokens: 31,
    ms: { total: 1234.5, model: 1200, firstToken: 340, sentiment: 0.24 },
  },
  { type: "reply", ...of, text: "Let it rain.", by: "fallback", ended: "cut-by-guard" },
];
