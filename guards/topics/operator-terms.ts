import { allow, type Span } from "../../brain/core/turn.ts";
import { inContext } from "../output/in-context.ts";
import { type Reading, type ReadText, rawSpan, readText, type Token } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { findLiterals } from "./find-literals.ts";
import { spellings, termOf } from "./term-spellings.ts";

/** The raw `span` of a text is the term at `at` in the list. */
export type FoundTerm = { readonly at: number; readonly span: Span };

/**
 * Finds an operator's words and phrases in any case: as whole words, a plural more or less, over any punctuation within the
 * sentence; those with signs at their words, of signs alone or of scripts without spaces, sign by sign. Linear: each token
 * and each unit looks up the terms that begin with it.
 */
export const findTerms = (
  terms: readonly string[],
): ((raw: string, readings: readonly Reading[]) => readonly FoundTerm[]) => {
  const starts = new Map<string, { readonly at: number; readonly words: readonly string[] }[]>();
  const literals: { readonly at: number; readonly text: string }[] = [];
  const asWritten: { readonly at: number; readonly text: string }[] = [];
  terms.forEach((each, at) => {
    const term = termOf(each);
    if (term === undefined) return;
    if (term.kind !== "words") {
      (term.kind === "raw" ? asWritten : literals).push({ at, text: term.text });
      return;
    }
    const { words } = term;
    for (const spelling of spellings(words[0] ?? "", words.length === 1)) {
      starts.set(spelling, [...(starts.get(spelling) ?? []), { at, words }]);
    }
  });
  const literalsIn = findLiterals(literals);
  const writtenIn = findLiterals(asWritten);

  const findIn = (reading: Reading): FoundTerm[] => {
    const { view, tokens } = reading;
    const found: FoundTerm[] = [];
    tokens.forEach((token, from) => {
      for (const word of formsOf(token)) {
        for (const { at, words } of starts.get(word) ?? none) {
          if (follows(tokens, from, words)) found.push({ at, span: rawSpan(reading, from, from + words.length) });
        }
      }
    });
    for (const { at, start, end } of literalsIn(view))
      found.push({ at, span: [view.starts[start] ?? 0, view.ends[end - 1] ?? 0] });
    return found;
  };
  return (raw, readings) => [
    ...readings.flatMap(findIn),
    ...writtenIn({ text: raw }).map(({ at, start, end }): FoundTerm => ({ at, span: [start, end] })),
  ];
};

/** Blocks replies that hold one of the operator's terms. */
export const operatorTerms = (
  category: string,
  terms: readonly string[],
  { read = readText }: { readonly read?: ReadText } = {},
): StreamGuard => {
  const find = findTerms(terms);
  // A short context knows of words only what stands in a sentence.
  const near = terms.every((term) => !mayCrossSentences(term)) ? read : undefined;
  return {
    name: category,
    near: true,
    check: (output) =>
      inContext(
        output,
        (text, start) => {
          for (const { at, span } of find(text, read(text))) {
            if (span[1] <= start) continue;
            const reason = "holds a term that the policy forbids";
            return { action: "block", guard: category, category, reason, span, source: `terms[${at}]` };
          }
          return allow;
        },
        near,
      ),
  };
};

/** Whether a sentence may end, or white space stand, within a term that is matched sign by sign. */
function mayCrossSentences(term: string): boolean {
  const found = termOf(term);
  return found !== undefined && found.kind !== "words" && /[\s.!?\u3002\uff01\uff1f\uff61]/.test(found.text);
}

const none: readonly { readonly at: number; readonly words: readonly string[] }[] = [];

/** The spellings by which a token is looked up: "mcdonald's" is also found as "mcdonalds". */
const formsOf = ({ word, variants }: Token): readonly string[] =>
  variants.length === 0
    ? [word]
    : [word, ...variants, ...(word.length > 5 && word.endsWith("'s") ? [`${word.slice(0, -2)}s`] : [])];

const follows = (tokens: readonly Token[], from: number, words: readonly string[]): boolean =>
  words.every((word, step) => {
    const token = tokens[from + step];
    if (token === undefined || (step > 0 && token.border === 2)) return false;
    if (step === 0) return true; // looked up by it
    const forms = formsOf(token);
    return spellings(word, step === words.length - 1).some((spelling) => forms.includes(spelling));
  });
