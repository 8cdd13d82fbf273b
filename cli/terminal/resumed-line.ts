import type { Chat } from "../../app/chat/chat.ts";
import { exchangesOf, messagesOf } from "../../brain/core/conversation.ts";

/** Which conversation is gone on with, and how long it has lain as the persona knows it. Not safe to print. */
export const resumedLine = (
  chat: Pick<Chat, "conversation" | "info">,
  title: string | undefined = chat.conversation().title,
): string => {
  const { length } = exchangesOf(chat.conversation()).flatMap(messagesOf);
  const { sinceLastMessage } = chat.info().context;
  const messages = length === 1 ? "1 message" : `${length} messages`;
  return [
    title === undefined ? "resumed" : `resumed “${title}”`,
    length === 0 ? "nothing was answered in it yet" : `${messages}, the last one ${sinceLastMessage} ago`,
  ].join(" · ");
};
