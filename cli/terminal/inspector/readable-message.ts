import { isStandIn, withheldWords } from "../../../brain/core/session.ts";
import type { TurnEvent } from "../../../brain/core/turn.ts";
import { allOf, lastOf } from "./turn-events.ts";

/** A turn's message as far as it may be shown: its words, or what is said in place of them. */
export type ReadableMessage = { readonly words: string } | { readonly instead: string };

const secret: Readonly<Record<string, string>> = {
  crisis: "in crisis: its words are kept private",
  minors: "not to be answered: its words are left out",
};

/**
 * The message of a turn. One in crisis shows no words, nor does one that the guards have not seen yet; in a session that
 * was kept the words may be gone already.
 */
export const readableMessage = (events: readonly TurnEvent[]): ReadableMessage => {
  const message = lastOf(events, "turn")?.message;
  if (message === undefined) return { instead: "not recorded" };
  const findings = allOf(events, "guard").filter(({ side }) => side === "input");
  const reason = findings.map(({ category }) => secret[category ?? ""]).find((told) => told !== undefined);
  if (reason !== undefined) return { instead: reason };
  if (isStandIn(message)) return { instead: message.replace(/^\(|\)$/g, "") };
  // The mood is read when every input guard has spoken.
  if (lastOf(events, "sentiment") === undefined && message.trim() !== "") {
    return { instead: withheldWords.replace(/^\(|\)$/g, "") };
  }
  return { words: message };
};
