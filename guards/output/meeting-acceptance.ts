import type { PhraseMatch } from "../compile-phrases.ts";
import { type Reading, rawSpan } from "../read-text.ts";

/**
 * What accepts a meeting in the new text (from unit `fresh` on). A refusal takes an acceptance back, save one insisted on
 * after it; one that was shown before leaves an outright yes in a sentence of its own standing ("I never meet people. Oh,
 * yes!"). A doubtful word ("never", "sadly") takes back only what follows it in its sentence, and nothing outright.
 */
export function acceptance(reading: Reading, matches: readonly PhraseMatch[], fresh: number): PhraseMatch | undefined {
  const isFresh = (match: PhraseMatch) => rawSpan(reading, match.from, match.to)[1] > fresh;
  const of = (group: string) => matches.filter((match) => match.group === group && isFresh(match));
  const declines = matches.filter(({ group }) => group === "decline");
  const insisted = of("insist").find((match) => declines.every(({ from: start }) => start < match.from));
  if (insisted !== undefined) return insisted;
  const doubts = of("doubt");
  if (declines.length > 0) {
    const last = Math.max(...declines.map(({ to }) => to));
    if (doubts.length > 0 || declines.some(isFresh)) return undefined;
    return of("agree").find(
      (match) =>
        match.from >= last &&
        !inOneSentence(reading, last - 1, match.from) &&
        reading.tokens.slice(match.from, match.to).some(({ word }) => plainYes.has(word)),
    );
  }
  const doubted = (match: PhraseMatch) =>
    doubts.some((doubt) => doubt.from < match.from && inOneSentence(reading, doubt.from, match.from));
  return of("agree")[0] ?? of("accept").find((match) => !doubted(match));
}

/** "Gladly" and "perfect" may be said of what is offered instead. */
const plainYes: ReadonlySet<string> = new Set([
  "yes",
  "yeah",
  "yep",
  "yup",
  "sure",
  "absolutely",
  "definitely",
  "deal",
]);

const inOneSentence = ({ tokens }: Reading, first: number, last: number): boolean =>
  tokens.slice(first + 1, last + 1).every(({ border }) => border < 2);
