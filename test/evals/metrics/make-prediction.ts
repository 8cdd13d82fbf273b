import type { EvalCase, PredictedReply, Prediction } from "../../../brain/core/evaluation.ts";
import type { Demo } from "../../../brain/core/example.ts";
import type { Context } from "../../../brain/core/signature.ts";
import { talk } from "../../optimizers/make-example.ts";

export const noon: Context = {
  localTime: "Wednesday 2026-05-13 12:30 Europe/Lisbon",
  partOfDay: "afternoon",
  conversationLength: "4 minutes, 5 messages",
  sinceLastMessage: "2 minutes",
};

/** A reply of a generating model to "hi", at noon in the midst of a conversation; the parts given replace these. */
export const prediction = (
  parts: {
    readonly case?: Partial<EvalCase>;
    readonly reply?: string | Partial<PredictedReply>;
    readonly context?: Partial<Context>;
    readonly demos?: readonly Demo[];
    readonly verdicts?: Prediction["verdicts"];
  } = {},
): Prediction => ({
  case: { id: "case", conversation: "case", messages: talk("hi"), tags: [], ...parts.case },
  pipeline: "engage",
  sentiment: "neutral",
  context: { ...noon, ...parts.context },
  demos: parts.demos ?? [],
  verdicts: parts.verdicts ?? [],
  ...(parts.reply !== undefined && {
    reply: {
      text: "Hello.",
      by: "model",
      ended: "complete",
      lm: "together:some",
      calls: 1,
      promptTokens: 0,
      completionTokens: 0,
      ms: 0,
      ...(typeof parts.reply === "string" ? { text: parts.reply } : parts.reply),
    },
  }),
});
