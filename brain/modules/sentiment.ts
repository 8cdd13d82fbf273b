import type { SentimentReader } from "../core/ports.ts";
import type { Sentiment } from "../core/turn.ts";
import { sentimentModel } from "../text/sentiment-model.ts";

/** Share of the messages found hostile in GoEmotions that are labelled negative: 262 of 338. */
const negativeWhenHostile = 0.78;

/**
 * Reads a message's mood with no model call, in microseconds. `weights` is the content of
 * `training_data/models/sentiment.bin`. A blank message is neutral; one that is hostile to the persona is negative.
 * @throws {ProgramError} damaged: `weights` is not that file
 */
export const sentimentReader = ({ weights }: { readonly weights: Uint8Array }): SentimentReader => {
  const score = sentimentModel(weights);
  return (text) => {
    if (text.trim() === "") return { sentiment: "neutral", confidence: 1, hostile: false };
    const { positive, neutral, negative, hostile } = score(text);
    if (hostile) return { sentiment: "negative", confidence: Math.max(negative, negativeWhenHostile), hostile };
    const confidence = Math.max(positive, neutral, negative);
    const sentiment: Sentiment = confidence === neutral ? "neutral" : confidence === positive ? "positive" : "negative";
    return { sentiment, confidence, hostile };
  };
};
