import type { TurnEvent, TurnEventOf } from "../../../brain/core/turn.ts";

const of = { turn: 4 };

export const dayBudget: TurnEventOf<"budget"> = {
  ...{ type: "budget", ...of, scope: "day", unit: "cost", level: "soft" },
  ...{ used: 1.66, reserved: 0, limit: 2 },
};
export const usedUp: TurnEventOf<"budget"> = { ...dayBudget, level: "hard", used: 1.99, reserved: 0.01 };
export const sessionTurns: TurnEventOf<"budget"> = {
  ...{ type: "budget", ...of, scope: "session", unit: "turns", level: "hard", used: 50, reserved: 0, limit: 50 },
};

export const opened: TurnEventOf<"connection"> = {
  ...{ type: "connection", ...of, lm: "groq:x", decision: "breaker-opened" },
  ...{ reason: "failed 5 times in a row; it is not asked for 30 s", ms: 30_000 },
};

/** A turn of an experiment whose first connection failed, near the end of a budget. */
export const spentTurn: readonly TurnEvent[] = [
  { type: "turn", ...of, session: "s", at: "2026-12-24T23:40:00+01:00", message: "rain again" },
  { type: "experiment", ...of, experiment: "greeting", variant: "warm" },
  dayBudget,
  opened,
  { ...opened, lm: "ollama:y", decision: "cheaper", reason: "a budget is nearly used up", ms: undefined },
  { type: "retry", ...of, attempt: 2, reason: "Groq cannot be reached", lm: "ollama:y", code: "unreachable" },
  { type: "delta", ...of, text: "Let it rain." },
  {
    ...{ type: "usage", ...of, lm: "ollama:y", connection: "small", promptTokens: 230, completionTokens: 31 },
    ...{ cost: 0.0031, ms: { total: 1200, model: 1100 } },
  },
  { type: "reply", ...of, text: "Let it rain.", by: "model", ended: "complete" },
];

/** A turn that a budget let no model answer. */
export const goodbyeTurn: readonly TurnEvent[] = [
  { type: "turn", ...of, session: "s", at: "2026-12-24T23:40:00+01:00", message: "rain again" },
  usedUp,
  { type: "delta", ...of, text: "Until tomorrow." },
  { type: "reply", ...of, text: "Until tomorrow.", by: "goodbye", ended: "complete" },
];
