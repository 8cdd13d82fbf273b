import {
  type Conversation,
  chosenTake,
  type Exchange,
  exchangeOf,
  exchangesOf,
  type Take,
} from "../../../brain/core/conversation.ts";
import { displayLine } from "../display-text.ts";
import { cutRow } from "../inspector/fit-row.ts";
import type { Row } from "../row.ts";
import { leadColumns, led } from "../transcript/reply-lead.ts";
import { createReplyRows } from "../transcript/reply-rows.ts";
import type { CommandContext } from "./command.ts";

// Loaded when a command runs: what it imports would slow the first prompt down.

/** The last exchange that counts. */
export const lastExchange = (conversation: Conversation): Exchange | undefined => exchangesOf(conversation).at(-1);

/** The turn that is meant where none is named: the last one that counts. */
export const lastTurn = (conversation: Conversation): number | undefined => lastExchange(conversation)?.chosen;

/** The reply that is meant where no turn is named. */
export const takeThatCounts = (conversation: Conversation): Take | undefined => {
  const exchange = lastExchange(conversation);
  return exchange && chosenTake(exchange);
};

export const takeOf = (conversation: Conversation, turn: number): Take | undefined =>
  exchangeOf(conversation, turn)?.takes.find((take) => take.turn === turn);

/** The replies to a message that can be chosen: those of which anything was shown. */
export const repliesTo = ({ takes }: Exchange): readonly Take[] => takes.filter(({ reply }) => reply !== "");

/** `reply 2 of 3`, where there are several. */
export const placeOf = (exchange: Exchange | undefined, turn: number | undefined): string | undefined => {
  const replies = exchange === undefined ? [] : repliesTo(exchange);
  const at = replies.findIndex((take) => take.turn === turn);
  return replies.length < 2 || at < 0 ? undefined : `reply ${at + 1} of ${replies.length}`;
};

/** Shows the reply that counts as it looked when it came, and which of several it is. */
export const sayReply = ({ chat, say, show, columns }: CommandContext, exchange: Exchange): void => {
  const take = chosenTake(exchange);
  if (take === undefined || take.reply === "") return;
  const rows = createReplyRows(() => Math.max(1, columns - leadColumns(columns)));
  say([chat.personaName], "name");
  show(
    [...rows.push(take.reply), ...rows.close()].map((row) => led(row, columns)),
    "reply",
  );
  const place = placeOf(exchange, take.turn);
  const others = repliesTo(exchange).length === 2 ? "the other" : "the next, /swipe back the one before";
  if (place !== undefined) say([`  ${place} · /swipe shows ${others}`], "dim");
};

/** What a conversation ends with, on a row for each side. */
export const standingRows = (
  conversation: Conversation,
  { personaName, columns }: { readonly personaName: string; readonly columns: number },
): readonly Row[] => {
  const exchange = lastExchange(conversation);
  if (exchange === undefined) return ["The conversation is empty now."];
  const take = chosenTake(exchange);
  const reply = take === undefined || take.reply === "" ? "no reply" : displayLine(take.reply);
  return [
    "The conversation ends with:",
    cutRow([{ text: `› ${displayLine(exchange.message)}`, looks: ["user"] }], columns),
    cutRow([{ text: `  ${displayLine(personaName)}`, looks: ["name"] }, { text: `  ${reply}` }], columns),
  ];
};
