import type { Example } from "../../brain/core/example.ts";

/** An example whose messages alternate, the user first; the last text is the reply. */
export const conversationOf = (
  conversation: string,
  texts: readonly string[],
  { id = conversation, tags = [] }: { readonly id?: string; readonly tags?: readonly string[] } = {},
): Example => ({
  id,
  conversation,
  messages: texts.slice(0, -1).map((text, at) => ({ from: at % 2 === 0 ? "user" : "persona", text })),
  reply: texts.at(-1) ?? "",
  tags,
});
