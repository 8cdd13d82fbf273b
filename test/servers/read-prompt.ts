import type { CompletionBody } from "./fake-together.ts";

export type ReadPrompt = {
  /** The whole system turn. */
  readonly system: string;
  /** What the system turn asks for, apart from who the persona is. */
  readonly instruction: string;
  readonly demos: readonly { readonly message: string; readonly reply: string }[];
  /** The user's latest message. */
  readonly message: string;
};

/** A prompt taken apart again, as a model that reads it would: what brain/lms/flatten.ts put together. */
export const readPrompt = ({ messages }: Pick<CompletionBody, "messages">): ReadPrompt => {
  const system = messages.find(({ role }) => role === "system")?.content ?? "";
  const demos: { message: string; reply: string }[] = [];
  let isDemo = false;
  let message = "";
  for (const { role, content } of messages) {
    if (role === "user") {
      if (content.includes("[this conversation]")) isDemo = false;
      else if (content.startsWith("[example conversation]")) isDemo = true;
      message = latestMessage(content);
    } else if (role === "assistant" && isDemo) demos.push({ message, reply: content });
  }
  return {
    system,
    instruction: /<task_definition>\n([\s\S]*?)\n<\/task_definition>/.exec(system)?.[1] ?? system,
    demos,
    message,
  };
};

const latestMessage = (content: string): string =>
  (content.split(/(?:^|\n)Message: /).at(-1) ?? "").replace(/\n\nA draft was rejected: [\s\S]*$/, "").trim();
