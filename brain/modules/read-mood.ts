import { LmError } from "../core/errors.ts";
import type { ModelConnection, SentimentReader } from "../core/ports.ts";
import type { Context } from "../core/signature.ts";
import type { SentimentReading } from "../core/turn.ts";
import { readSentiment } from "../signatures/read-sentiment.ts";
import { predict } from "./predict.ts";

export type Mood = SentimentReading & { readonly by: "local" | "model" };

/** The mood by the local reader; by `lm` where that one is less sure than `askBelow` (0–1) and `lm` can judge. A model that fails leaves the local answer standing. */
export const readMood = async (
  message: string,
  context: Context,
  {
    local,
    lm,
    askBelow,
    signal,
  }: { local: SentimentReader; lm: ModelConnection; askBelow: number; signal?: AbortSignal },
): Promise<Mood> => {
  const reading: Mood = { ...local(message), by: "local" };
  if (reading.confidence >= askBelow || !lm.canJudge) return reading;
  try {
    const judged = await predict(
      readSentiment,
      lm,
      { message, ...context },
      { temperature: 0, maxTokens: 40, ...(signal && { signal }) },
    );
    return {
      sentiment: judged.sentiment,
      confidence: Math.min(1, Math.max(0, judged.confidence)),
      hostile: judged.hostile === "yes",
      by: "model",
    };
  } catch (error) {
    if (error instanceof LmError && error.code !== "aborted") return reading;
    throw error;
  }
};
