import { type Conversation, chosenTake, type Exchange, exchangesOf } from "../../../brain/core/conversation.ts";
import { displayLine } from "../display-text.ts";
import type { CommandContext } from "./command.ts";
import { standingRows } from "./takes.ts";

/** Characters of a message that are repeated to name it, at most. */
const nameLength = 40;

/** Undoes or redoes a change of the conversation, says what went and what came back, and where the conversation stands. */
export const moveAndTell = async (
  { chat, say, show, columns }: CommandContext,
  way: "undo" | "redo",
): Promise<void> => {
  const before = chat.conversation();
  await chat[way]();
  const after = chat.conversation();
  const [gone, back] = [without(before, after), without(after, before)];
  const remarks = [
    ...(gone.length > 0 ? [`taken back: ${named(gone)}`] : []),
    ...(back.length > 0 ? [`back again: ${named(back)}`] : []),
    way === "undo" ? "/redo returns to it" : "/undo takes it back",
  ];
  say([remarks.join(" · ")], "dim");
  show(standingRows(after, { personaName: chat.personaName, columns }));
};

/** The exchanges that count in one and not in the other. */
const without = (one: Conversation, other: Conversation): readonly Exchange[] => {
  const ids = new Set(exchangesOf(other).map(({ id }) => id));
  return exchangesOf(one).filter(({ id }) => !ids.has(id));
};

const named = (exchanges: readonly Exchange[]): string => {
  const message = displayLine(exchanges[0]?.message ?? "");
  const name = message.length > nameLength ? `${message.slice(0, nameLength).trimEnd()}…` : message;
  const isAnswered = exchanges.some((exchange) => (chosenTake(exchange)?.reply ?? "") !== "");
  if (exchanges.length === 1) return isAnswered ? `“${name}” and its reply` : `“${name}”, which had no reply`;
  return `“${name}” and ${exchanges.length - 1} more${isAnswered ? ", with their replies" : ""}`;
};
