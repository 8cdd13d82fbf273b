import { splitSentences } from "../../brain/text/sentences.ts";

/** One habit of writing, as one of a few kinds that a text can be of. `unusual` says in words what stands out. */
export type Habit = { readonly name: string; kindOf(text: string): string };

const words = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu;
const contraction = /[\p{L}]['’](?:s|t|re|ve|ll|d|m)\b/giu;
const pictograph = /\p{Extended_Pictographic}|[:;]-?[)(DP]/gu;

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Number of bounds that `value` has reached, as a kind. */
const step = (value: number, ...bounds: readonly number[]): string =>
  String(bounds.filter((bound) => value >= bound).length);

/** How the client writes, habit by habit: none of them looks at what a text is about. */
export const habits: readonly Habit[] = [
  { name: "length", kindOf: (text) => step(countOf(text, words), 4, 9, 15, 21, 28, 36, 48, 64) },
  { name: "length of sentences", kindOf: (text) => step(wordsPerSentence(text), 3, 5, 7, 9, 12, 16, 22, 30) },
  { name: "exclamation marks", kindOf: (text) => step(countOf(text, /!/g), 1, 2, 3) },
  { name: "questions", kindOf: (text) => questions(text) },
  { name: "commas", kindOf: (text) => step(rate(text, /,/g), 0.01, 0.04, 0.08, 0.13) },
  { name: "dashes and ellipses", kindOf: (text) => step(countOf(text, /…|\.{3}|[–—]| - |[:;]/g), 1, 2) },
  { name: "emoji", kindOf: (text) => step(countOf(text, pictograph), 1, 2) },
  { name: "contractions", kindOf: (text) => step(rate(text, contraction), 0.01, 0.05, 0.1, 0.15) },
  { name: "words in capitals", kindOf: (text) => step(countOf(text, /(?<!\p{L})\p{Lu}{3,}(?!\p{L})/gu), 1, 2) },
  { name: "capitals at the beginning", kindOf: (text) => (/^\P{L}*\p{Ll}/u.test(text) ? "none" : "one") },
  { name: "opening word", kindOf: opener },
  { name: "last mark", kindOf: (text) => /[.!?…]/.exec(text.trim().at(-1) ?? "")?.[0] ?? "none" },
  { name: "long words", kindOf: (text) => step(rate(text, /\p{L}{7,}/gu), 0.03, 0.08, 0.14, 0.2, 0.28) },
  {
    name: "I and you",
    kindOf: (text) =>
      `${step(rate(text, /\b(?:i|me|my)\b/gi), 0.01, 0.08)}${step(rate(text, /\byou(?:r|rs)?\b/gi), 0.01, 0.08)}`,
  },
];

const rate = (text: string, pattern: RegExp): number => countOf(text, pattern) / Math.max(1, countOf(text, words));

const wordsPerSentence = (text: string): number => countOf(text, words) / Math.max(1, splitSentences(text).length);

/** None, one at the end, one before the end, several. */
const questions = (text: string): string => {
  const count = countOf(text, /\?/g);
  if (count === 0) return "none";
  return count > 1 ? "several" : /\?\W*$/.test(text) ? "at the end" : "within";
};

const openers: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["interjection", /^(?:oh|ah|aw+|wow|ooh|ha|haha|yay|hey|hi|hello|well|okay|ok|sure|great|yes|no)\b/i],
  ["I", /^i\b/i],
  ["you", /^you/i],
  ["it or that", /^(?:it|that|this|there)\b/i],
  ["verb of asking", /^(?:what|which|who|where|when|why|how|do|does|did|is|are|can|could|have|has)\b/i],
  ["article", /^(?:a|an|the|one|some)\b/i],
  ["little word", /^(?:then|so|and|but|if|as|in|on|at|to|for|with|my|your|not|only|both)\b/i],
];

function opener(text: string): string {
  const start = text.replace(/^[^\p{L}\p{N}]+/u, "");
  return openers.find(([, pattern]) => pattern.test(start))?.[0] ?? "other";
}
