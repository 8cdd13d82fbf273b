import type { ChatRequest } from "../core/ports.ts";
import type { ChatTurn, Message } from "../core/turn.ts";

/** First line of each demo. Without it a model takes what another user said for what this one said. */
const demoBorder = "[example conversation]";
/** First line of the real conversation, where demos stand before it. */
const ownBorder = "[this conversation]";
/** Stands for the user where the persona spoke first, since the first turn after the system's must be the user's. */
const personaFirst = "(you wrote first)";

/**
 * The request as chat turns: system, then demos (farthest first, so that the nearest stands next to the real
 * conversation), then history, then the message. After the system turn, roles alternate strictly and start with the
 * user, as many chat templates demand: neighbours of one role are joined by a line break.
 *
 * A user's words are labelled the same in demos, in history and in the message (`Message: …`), and an assistant turn is
 * the bare reply, so that the model continues a pattern that it has seen. Rejected drafts are told, not shown: an
 * assistant turn that holds one would be one more example of it.
 */
export const flatten = (request: ChatRequest): ChatTurn[] => {
  const turns: ChatTurn[] = [];
  const hasDemos = request.demos.length > 0;
  for (const demo of [...request.demos].reverse()) {
    addConversation(turns, demoBorder, [...demo.messages, { from: "persona", text: demo.reply }]);
  }
  if (hasDemos || request.history[0]?.from === "persona") {
    addConversation(turns, hasDemos ? ownBorder : undefined, request.history);
  } else {
    for (const message of request.history) addMessage(turns, message);
  }
  add(turns, "user", [request.message, ...feedback(request)].join("\n\n"), "\n\n");
  const system = request.system.trim() === "" ? [] : [{ role: "system" as const, content: request.system }];
  return [...system, ...turns].map(({ role, content }) => ({ role, content: wellFormed(content) }));
};

const addConversation = (turns: ChatTurn[], border: string | undefined, messages: readonly Message[]) => {
  const opening = [border, messages[0]?.from === "persona" ? personaFirst : undefined].filter(
    (line) => line !== undefined,
  );
  add(turns, "user", opening.join("\n"), "\n\n");
  for (const message of messages) addMessage(turns, message);
};

const addMessage = (turns: ChatTurn[], { from, text }: Message) => {
  if (from === "user") add(turns, "user", `Message: ${text}`);
  // Some servers refuse an assistant turn with nothing in it.
  else if (text.trim() !== "") add(turns, "assistant", text);
};

const add = (turns: ChatTurn[], role: "user" | "assistant", content: string, glue = "\n") => {
  const last = turns.at(-1);
  if (last?.role === role) turns[turns.length - 1] = { role, content: last.content + glue + content };
  else turns.push({ role, content });
};

const feedback = ({ rejected }: ChatRequest): string[] =>
  [...new Set(rejected.map(({ reason }) => reason))].map(
    (reason) => `A draft was rejected: ${reason}. Write another that avoids it.`,
  );

/** Half a surrogate pair becomes U+FFFD: written into JSON it is an escape that many servers refuse. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\uFFFD");
