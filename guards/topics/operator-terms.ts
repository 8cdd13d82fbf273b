import { allow } from "../../brain/core/turn.ts";
import { inContext } from "../output/in-context.ts";
import { type Reading, type ReadText, rawSpan, readText, type Token } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";

/** Tokens [from, to) of a reading are the term at `at` in the list. */
export type FoundTerm = { readonly at: number; readonly from: number; readonly to: number };

/**
 * Finds an operator's words and phrases as whole words, a plural -s more or less, in any case, over any punctuation
 * within the sentence. Linear: each token looks up the terms that begin with it.
 */
export const findTerms = (terms: readonly string[]): ((reading: Reading) => readonly FoundTerm[]) => {
  const starts = new Map<string, { readonly at: number; readonly words: readonly string[] }[]>();
  terms.forEach((term, at) => {
    const words = wordsOf(term);
    const [first] = words;
    if (first === undefined) return;
    for (const spelling of spellings(first, words.length === 1)) {
      starts.set(spelling, [...(starts.get(spelling) ?? []), { at, words }]);
    }
  });
  return ({ tokens }) => {
    const found: FoundTerm[] = [];
    tokens.forEach((token, from) => {
      for (const word of [token.word, ...token.variants]) {
        for (const { at, words } of starts.get(word) ?? none) {
          if (follows(tokens, from, words)) found.push({ at, from, to: from + words.length });
        }
      }
    });
    return found;
  };
};

/** A term's words as a text's tokens show them; none where nothing in it can be found. */
export const wordsOf = (term: string): readonly string[] => readText(term)[0]?.tokens.map(({ word }) => word) ?? [];

/** Blocks replies that hold one of the operator's terms. */
export const operatorTerms = (
  category: string,
  terms: readonly string[],
  { read = readText }: { readonly read?: ReadText } = {},
): StreamGuard => {
  const find = findTerms(terms);
  return {
    name: category,
    near: true,
    check: (output) =>
      inContext(
        output,
        (text, start) => {
          for (const reading of read(text)) {
            for (const { at, from, to } of find(reading)) {
              const span = rawSpan(reading, from, to);
              if (span[1] <= start) continue;
              const reason = "holds a term that the policy forbids";
              return { action: "block", guard: category, category, reason, span, source: `terms[${at}]` };
            }
          }
          return allow;
        },
        read,
      ),
  };
};

const none: readonly { readonly at: number; readonly words: readonly string[] }[] = [];

/** "horoscope" also finds "horoscopes"; words of two letters stand as they are. */
const spellings = (word: string, isLast: boolean): readonly string[] =>
  isLast && word.length > 2 ? [word, `${word}s`] : [word];

const follows = (tokens: readonly Token[], from: number, words: readonly string[]): boolean =>
  words.every((word, step) => {
    const token = tokens[from + step];
    if (token === undefined || (step > 0 && token.border === 2)) return false;
    if (step === 0) return true; // looked up by it
    return spellings(word, step === words.length - 1).some(
      (spelling) => token.word === spelling || token.variants.includes(spelling),
    );
  });
