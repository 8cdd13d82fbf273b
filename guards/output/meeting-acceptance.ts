import type { PhraseMatch } from "../compile-phrases.ts";
import { meetingWords } from "../data/meeting-words.ts";
import { type Reading, rawSpan } from "../read-text.ts";

/**
 * What accepts a meeting in the new text (from unit `fresh` on). A refusal takes an acceptance back, save one insisted on
 * after it; one that was shown before leaves an outright yes in a sentence of its own standing ("I never meet people. Oh,
 * yes!"). A doubtful word ("never", "sadly") takes back only what follows it in its sentence, and nothing outright.
 */
export function acceptance(reading: Reading, matches: readonly PhraseMatch[], fresh: number): PhraseMatch | undefined {
  const isFresh = (match: PhraseMatch) => rawSpan(reading, match.from, match.to)[1] > fresh;
  const of = (group: string) =>
    matches.filter((match) => match.group === group && isFresh(match) && !isOfOthers(reading, match));
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

/**
 * Whether a sentence with these hints can answer a request to meet at all: it agrees, names a time or a place, or somebody
 * in it moves. What the model makes of any other sentence is no answer.
 */
export const mayAnswer = (hints: readonly string[]): boolean =>
  hints.some((hint) => answers.has(hint)) ||
  (hints.some((hint) => moves.has(hint)) && hints.some((hint) => persons.has(hint))) ||
  hints.some((hint) => moved.has(hint));

const answers: ReadonlySet<string> = new Set([
  ..."yes lets day clock number hour soon place meal home door where".split(" "),
  ..."accept agree insist propose confirm".split(" ").map((group) => `found ${group}`),
]);
const moves: ReadonlySet<string> = new Set("come go reach meet see fetch wait leave".split(" "));
const persons: ReadonlySet<string> = new Set("i you we me".split(" "));
/** "Come then!" names nobody. */
const moved: ReadonlySet<string> = new Set([...moves].map((move) => `^ ${move}`));

/** Whether a match speaks of somebody or something else ("your boss sounds like", "I pay for film"), not of the request. */
function isOfOthers({ tokens }: Reading, { from, to }: PhraseMatch): boolean {
  const wordAt = (at: number): string => tokens[at]?.word ?? "";
  const kindAt = (at: number): string | undefined => meetingWords.get(wordAt(at));
  let first = from;
  while (first > 0 && (tokens[first]?.border ?? 2) < 2 && from - first < clause) first--;
  let last = to;
  while (last < tokens.length && (tokens[last]?.border ?? 2) < 2 && last - to < clause) last++;
  if (wordAt(from) === "sounds" && from > 0 && tokens[from]?.border === 0) {
    if (kindAt(from - 1) === "third") return true;
    return owners.has(wordAt(from - 2)) && kindAt(from - 1) === undefined && !plans.has(wordAt(from - 1));
  }
  // A habit, where nothing says when, where or for whom.
  if (wordAt(from) !== "i" || !habits.has(wordAt(from + 1))) return false;
  for (let at = first; at < last; at++) if (answers.has(kindAt(at) ?? "") || kindAt(at) === "you") return false;
  return !tokens.slice(from, last).some(({ word }) => pointing.has(word));
}

/** Words to either side that are looked at. */
const clause = 12;
const owners: ReadonlySet<string> = new Set(["your", "ur", "his", "her", "their", "my", "the", "that", "this"]);
const plans: ReadonlySet<string> = new Set(["plan", "idea", "offer", "invitation", "invite", "suggestion", "thing"]);
const habits: ReadonlySet<string> = new Set(["pay", "wear", "carry", "drive", "save", "book", "reserve", "get"]);
const pointing: ReadonlySet<string> = new Set([
  "us",
  "it",
  "there",
  "both",
  "two",
  "ticket",
  "tickets",
  "seat",
  "seats",
]);

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
