import { LmError } from "../core/errors.ts";
import type { CallOptions, ChatRequest, ModelConnection, SentimentReader } from "../core/ports.ts";
import type { Context } from "../core/signature.ts";
import type { SentimentReading } from "../core/turn.ts";
import { readSentiment } from "../signatures/read-sentiment.ts";
import { estimateRequestTokens } from "../text/estimate-tokens.ts";
import { predict } from "./predict.ts";

export type Mood = SentimentReading & { readonly by: "local" | "model" };

/** The mood, and what asking a model for it took. */
export type MoodReading = {
  readonly mood: Mood;
  readonly request?: ChatRequest;
  readonly tokens: { readonly prompt: number; readonly completion: number };
};

/** The mood by the local reader; by `lm` where that one is less sure than `askBelow` (0–1) and `lm` can judge. A model that fails leaves the local answer standing. */
export const readMood = async (
  message: string,
  context: Context,
  {
    local,
    lm,
    askBelow,
    signal,
    ...call
  }: { local: SentimentReader; lm: ModelConnection; askBelow: number } & CallOptions,
): Promise<MoodReading> => {
  const mood: Mood = { ...local(message), by: "local" };
  let request: ChatRequest | undefined;
  let tokens = { prompt: 0, completion: 0 };
  const told = (answer: Mood): MoodReading => ({ mood: answer, ...(request && { request }), tokens });
  if (mood.confidence >= askBelow || !lm.canJudge) return told(mood);
  try {
    const judged = await predict(
      readSentiment,
      lm,
      { message, ...context },
      {
        temperature: 0,
        maxTokens: 40,
        ...(signal && { signal }),
        call,
        onRequest: (asked) => {
          request = asked;
          tokens = { prompt: estimateRequestTokens(asked), completion: 0 };
        },
        onUsage: ({ promptTokens, completionTokens }) => {
          tokens = { prompt: promptTokens, completion: completionTokens };
        },
      },
    );
    return told({
      sentiment: judged.sentiment,
      confidence: Math.min(1, Math.max(0, judged.confidence)),
      hostile: judged.hostile === "yes",
      by: "model",
    });
  } catch (error) {
    if (error instanceof LmError && error.code !== "aborted") return told(mood);
    throw error;
  }
};
