import type { Example } from "../../brain/core/example.ts";
import type { Message } from "../../brain/core/turn.ts";

/** Messages that alternate, the user's the last: the earlier ones first. */
export const talk = (...texts: readonly string[]): readonly Message[] =>
  texts.map((text, i) => ({ from: (texts.length - i) % 2 === 1 ? "user" : "persona", text }));

export const example = (id: string, texts: readonly string[], changes: Partial<Example> = {}): Example => ({
  id,
  conversation: `conversation of ${id}`,
  messages: talk(...texts),
  reply: `reply of ${id}`,
  tags: [],
  ...changes,
});
