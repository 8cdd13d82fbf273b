import type { Message, TurnEvent } from "./turn.ts";

/** One conversation with one user. A value: each turn gives the next one. */
export type Session = {
  readonly id: string;
  /** ISO 8601 instant at which the first turn began; the moment of creation before that. */
  readonly startedAt: string;
  /** Turns begun so far. */
  readonly turns: number;
  readonly messages: readonly Message[];
};

/** A conversation in which nobody has said anything yet. */
export const startSession = (id: string, at: string): Session => ({ id, startedAt: at, turns: 0, messages: [] });

/** The session after the turn of these events, which ended at the instant `at`: the exchange stays once the user saw any of the reply. */
export const afterTurn = (session: Session, events: readonly TurnEvent[], at: string): Session => {
  const start = events.find((event) => event.type === "turn");
  const end = events.at(-1);
  if (start === undefined) return session;
  const seen = end?.type === "reply" ? end.text : end?.type === "error" ? end.shown : "";
  const exchange: readonly Message[] = [
    { from: "user", text: start.message, at: start.at },
    { from: "persona", text: seen, at },
  ];
  return {
    id: session.id,
    startedAt: session.turns === 0 ? start.at : session.startedAt,
    turns: start.turn,
    messages: seen === "" ? session.messages : [...session.messages, ...exchange],
  };
};
