import { type Conversation, chosenTake, exchangesOf, hasWords, messagesOf } from "../brain/core/conversation.ts";
import type { SessionSummary } from "../brain/core/session-ports.ts";
import type { Message } from "../brain/core/turn.ts";

/** Characters, as people count them, of a message that stands in for a title: they fit beside the other columns of a list. */
const titleLength = 60;
/** UTF-16 units of a message that are looked at for it. */
const lookedAt = 600;

/**
 * One line of a list; `undefined` where nobody has said anything.
 * @param restOf what a turn's reply goes on with, where the conversation holds only its beginning
 */
export const summarizeSession = (
  conversation: Conversation,
  restOf: (turn: number) => string = () => "",
): SessionSummary | undefined => {
  const { id, persona, personaPath, startedAt, exchanges } = conversation;
  const counting = exchangesOf(conversation);
  const newest = counting.at(-1) ?? exchanges.at(-1);
  if (newest === undefined) return undefined;
  // A message that was not answered, because the program ended, was said all the same.
  const said = counting.flatMap((exchange): readonly Pick<Message, "text" | "at">[] => {
    const messages = messagesOf(exchange);
    return messages.length > 0 ? messages : [{ text: exchange.message, at: exchange.at }];
  });
  const last = said.at(-1);
  const reply = counting.at(-1) && chosenTake(newest);
  return {
    id,
    persona,
    ...(personaPath !== undefined && { personaPath }),
    title: titleOf(conversation),
    startedAt,
    lastAt: last?.at ?? newest.at,
    messages: said.length,
    last: `${last?.text ?? ""}${reply === undefined || reply.reply === "" ? "" : restOf(reply.turn)}`,
    isOver: conversation.endedAt !== undefined,
  };
};

/** As it was named, else the beginning of its first message that may be told, else `untitled`. */
export const titleOf = (conversation: Conversation): string => {
  if (conversation.title !== undefined) return conversation.title;
  const first = exchangesOf(conversation).find(hasWords) ?? conversation.exchanges.find(hasWords);
  return (first && beginningOf(first.message)) || "untitled";
};

const beginningOf = (message: string): string => {
  const line = message.slice(0, lookedAt).replace(/\s+/gu, " ").trim();
  const characters = Array.from(new Intl.Segmenter().segment(line), ({ segment }) => segment);
  if (characters.length <= titleLength && message.length <= lookedAt) return line;
  const cut = characters.slice(0, titleLength - 1).join("");
  // At the end of a word, where there is one not far back.
  return `${cut.replace(/(?<=.{30}) \S*$/u, "").trimEnd()}…`;
};
