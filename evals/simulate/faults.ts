import type { Transcript } from "./transcript.ts";

/** A kind of fault that ended conversations. */
export type ConversationFault = {
  readonly code: string;
  /** Whether the model that replies failed, or the one that plays the user. */
  readonly of: "reply" | "user";
  /** `provider:model` that failed. */
  readonly lm: string;
  readonly conversations: number;
  /** What the first of them says, which is what to do; missing in transcripts of earlier versions. */
  readonly message?: string;
};

/** The faults that ended conversations, by code and by the model that failed, in the order in which they first came. */
export const conversationFaults = (transcripts: readonly Transcript[]): readonly ConversationFault[] => {
  const found = new Map<string, ConversationFault>();
  for (const { end, turns, lm, userLm } of transcripts) {
    if (end.reason !== "error") continue;
    const fault = turns.at(-1)?.error;
    const of = fault === undefined ? ("user" as const) : ("reply" as const);
    const code = end.code ?? "unknown";
    const failed = of === "user" ? (userLm ?? "unknown") : (turns.at(-1)?.lm ?? lm);
    const key = JSON.stringify([code, of, failed]);
    const message = fault?.message ?? end.message;
    const { conversations } = found.get(key) ?? { conversations: 0 };
    found.set(key, {
      ...(found.get(key) ?? { code, of, lm: failed, ...(message !== undefined && { message }) }),
      conversations: conversations + 1,
    });
  }
  return [...found.values()];
};

/** `3 conversations ended because together:x, which replies, failed (rejected): …` */
export const faultInWords = ({ code, of, lm, conversations, message }: ConversationFault): string =>
  `${conversations} ${conversations === 1 ? "conversation" : "conversations"} ended because ${lm}, which ${of === "reply" ? "replies" : "plays the users"}, failed (${code})${message === undefined ? "" : `: ${message}`}`;
