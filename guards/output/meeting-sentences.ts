import { endsSentence } from "../../brain/text/sentences.ts";
import type { Reading } from "../read-text.ts";

/** A sentence as the model of meetings judges it: raw units [start, end) of the text, and its tokens [from, to). */
export type JudgedSentence = {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
};

/**
 * What the gate holds back whole, in UTF-16 units. A longer sentence comes in pieces, of which none is the sentence: it is
 * left to the phrases, which know how to overlap.
 */
const longestSentence = 400;

/**
 * The sentences of a text that reach into its new part (from `fresh` on). They depend on the text alone, not on where the
 * new part begins, so that a reply that comes in any pieces is judged by the same sentences.
 */
export const sentencesToJudge = (text: string, fresh: number, { view, tokens }: Reading): JudgedSentence[] => {
  const sentences: JudgedSentence[] = [];
  let start = startOfSentence(text, fresh);
  let token = 0;
  for (let at = Math.max(fresh, start) + 1; at <= text.length; at++) {
    if (at < text.length && !(mayEnd(text, at) && endsSentence(text, at))) continue;
    while (token < tokens.length && (view.starts[tokens[token]?.start ?? 0] ?? 0) < start) token++;
    const from = token;
    while (token < tokens.length && (view.starts[tokens[token]?.start ?? 0] ?? 0) < at) token++;
    const last = tokens[token - 1];
    const isFresh = token > from && last !== undefined && (view.ends[last.end - 1] ?? 0) > fresh;
    if (isFresh && at - start < longestSentence) sentences.push({ start, end: at, from, to: token });
    start = at;
  }
  return sentences;
};

function startOfSentence(text: string, fresh: number): number {
  const least = Math.max(0, fresh - longestSentence);
  for (let at = fresh; at > least; at--) if (mayEnd(text, at) && endsSentence(text, at)) return at;
  return least;
}

/** A quick look: sentences end before white space, or after marks that stand without it. */
const mayEnd = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit <= 0x20 || unit >= 0xa0 || text.charCodeAt(at - 1) >= 0x3000;
};
