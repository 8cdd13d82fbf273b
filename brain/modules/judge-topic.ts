import { LmError } from "../core/errors.ts";
import type { CallOptions, JudgeQuestion, ModelConnection } from "../core/ports.ts";
import type { Context } from "../core/signature.ts";
import { judgeTopic } from "../signatures/judge-topic.ts";
import { estimateRequestTokens } from "../text/estimate-tokens.ts";
import { predict } from "./predict.ts";

/** Whether a piece of a reply belongs to a topic, by a model. @throws {LmError} */
export type TopicJudge = (
  question: JudgeQuestion,
  options: CallOptions & {
    readonly context: Context;
    /** `lm`: `provider:model` of the one that was asked. */
    readonly onUsage?: (usage: {
      readonly lm: string;
      readonly promptTokens: number;
      readonly completionTokens: number;
    }) => void;
  },
) => Promise<boolean>;

/** A judge that asks `lm`, one call a question; `undefined` where that model cannot judge. */
export const topicJudge = (lm: ModelConnection): TopicJudge | undefined => {
  if (!lm.canJudge) return undefined;
  return async (
    { topic, description, examples, except, text, previousUserMessage },
    { context, signal, onUsage, ...call },
  ) => {
    let usage: { promptTokens: number; completionTokens: number } | undefined;
    try {
      const { belongs } = await predict(
        judgeTopic,
        lm,
        {
          topic: description === undefined ? topic : `${topic}: ${description}`,
          examples: listed(examples),
          fine: listed(except),
          message: previousUserMessage ?? "(none)",
          reply: text.trim(),
          ...context,
        },
        {
          temperature: 0,
          maxTokens: 20,
          ...(signal && { signal }),
          call,
          onRequest: (request) => {
            usage = { promptTokens: estimateRequestTokens(request), completionTokens: 0 };
          },
          onUsage: (told) => {
            usage = told;
          },
        },
      );
      return belongs === "yes";
    } catch (error) {
      throw unasked(error);
    } finally {
      if (usage) onUsage?.({ lm: `${lm.identity.provider}:${lm.identity.model}`, ...usage });
    }
  };
};

/** What a budget refused says of whom: else it reads as if the reply had been. */
const unasked = (error: unknown): unknown => {
  if (!(error instanceof LmError) || error.code !== "over-budget") return error;
  const { message, budget } = error;
  const told = { cause: error, retryable: false, ...(budget && { budget }) };
  return new LmError("over-budget", `the judge could not be asked: ${message}`, told);
};

/** At most this many of each kind: a judge needs a few, and every one is paid for. */
const mostListed = 8;

const listed = (sentences: readonly string[]): string =>
  sentences.length === 0
    ? "(none given)"
    : sentences
        .slice(0, mostListed)
        .map((each) => `"${each}"`)
        .join(" ");
