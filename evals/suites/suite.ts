import { z } from "zod";
import type { EvalCase } from "../../brain/core/evaluation.ts";
import type { Message } from "../../brain/core/turn.ts";
import { toInstant } from "../../brain/text/to-instant.ts";

/** The cases of a suite, and what its author should know. */
export type SuiteCases = { readonly cases: readonly EvalCase[]; readonly notices: readonly string[] };

const text = z.string().regex(/[^\s\p{Cc}\p{Cf}]/u, "text that is not empty");
const instant = z.iso.datetime({ offset: true, local: true });

/** A message as in conversations.json, or as chat servers have it. */
const suiteMessage = z.union([
  z.object({ from_creator: z.boolean(), content: text, timestamp: instant.optional() }),
  z.object({ role: z.enum(["user", "assistant"]), content: text, timestamp: instant.optional() }),
]);

/** A conversation, the user's message last. */
export const suiteMessages = z
  .array(suiteMessage)
  .min(1)
  .superRefine((messages, context) => {
    if (messages.length > 0 && fromOf(messages[messages.length - 1]) !== "user")
      context.addIssue({
        code: "custom",
        path: [messages.length - 1],
        input: messages[messages.length - 1],
        message: "the user's message last: it is what is answered",
      });
  });

export const suiteInput = z.union([text, z.object({ messages: suiteMessages })]);

/** Of all that metadata may hold, what is read from it. */
export const suiteMetadata = z.looseObject({
  tags: z.array(z.string()).optional(),
  at: instant.optional(),
  conversation: z.string().min(1).optional(),
});

type SuiteMessage = z.infer<typeof suiteMessage>;

export const messagesOf = (input: z.infer<typeof suiteInput>): readonly Message[] =>
  typeof input === "string"
    ? [{ from: "user", text: wellFormed(input) }]
    : input.messages.map((message) => ({
        from: fromOf(message),
        text: wellFormed(message.content),
        ...(message.timestamp !== undefined && { at: toInstant(message.timestamp) }),
      }));

/** A case of what was read. What metadata says of the time goes before the last message's own. */
export const suiteCase = (read: {
  readonly id: string;
  readonly messages: readonly Message[];
  readonly expected?: readonly string[];
  readonly metadata?: z.infer<typeof suiteMetadata> | undefined;
  readonly assertions?: EvalCase["assertions"];
}): EvalCase => {
  const { id, messages, expected = [], metadata = {}, assertions } = read;
  const { tags = [], at: writtenAt, conversation = id, ...rest } = metadata;
  const at = writtenAt === undefined ? messages.at(-1)?.at : toInstant(writtenAt);
  const known = { ...rest, ...(expected.length > 1 && { acceptable: expected }) };
  return {
    id,
    conversation,
    messages,
    tags,
    ...(expected[0] !== undefined && { expected: expected[0] }),
    ...(at !== undefined && { at }),
    ...(assertions !== undefined && assertions.length > 0 && { assertions }),
    ...(Object.keys(known).length > 0 && { metadata: known }),
  };
};

const fromOf = (message: SuiteMessage | undefined): Message["from"] => {
  if (message === undefined) return "persona";
  if ("from_creator" in message) return message.from_creator ? "persona" : "user";
  return message.role === "user" ? "user" : "persona";
};

const wellFormed = (written: string): string => written.replace(/\p{Surrogate}/gu, "\uFFFD");
