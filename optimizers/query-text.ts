import type { Message } from "../brain/core/turn.ts";

export type ConversationTexts = {
  /** What the user said last: their latest messages without one of the persona's in between. Empty if they said nothing. */
  readonly last: string;
  /** The messages around it, oldest first; empty where there are none. */
  readonly history: string;
};

/** Changes whenever the texts below change: vectors made from other texts are then void. */
export const queryTextVersion = "query-1";

/**
 * The two texts that stand for a conversation in the search for demos: the same for an example as for a chat, or
 * similarity would compare unlike texts. The words alone: names of roles before each message changed nothing in the
 * history and made what was found worse before the last message (docs/log.md).
 */
export const conversationTexts = (messages: readonly Message[], historyMessages: number): ConversationTexts => {
  let end = messages.length;
  while (end > 0 && messages[end - 1]?.from !== "user") end--;
  let start = end;
  while (start > 0 && messages[start - 1]?.from === "user") start--;
  const around = [...messages.slice(0, start), ...messages.slice(end)];
  return {
    last: joined(messages.slice(start, end)),
    history: joined(historyMessages > 0 ? around.slice(-historyMessages) : []),
  };
};

const joined = (messages: readonly Message[]): string => messages.map((message) => message.text).join("\n");
