import { firstUnvetoed, type PhraseMatch } from "../compile-phrases.ts";
import { meetingWords } from "../data/meeting-words.ts";
import type { Token } from "../read-text.ts";

/** Groups of phrases that speak of a meeting where no veto outweighs them. */
const speaking = ["propose", "confirm", "ask", "accept"] as const;

/**
 * Names of what tokens [from, to) hold for a meeting: which groups of phrases, whether a veto outweighs them, and the kinds
 * of their words alone and in pairs ("meet place"), so that a place or a time never seen counts like any other.
 */
export const meetingHints = (
  tokens: readonly Token[],
  matches: readonly PhraseMatch[],
  from: number,
  to: number,
): string[] => {
  const names = new Set<string>();
  const inside = matches.filter((match) => match.from >= from && match.to <= to);
  for (const { group } of inside) names.add(`found ${group}`);
  for (const group of speaking) {
    if (names.has(`found ${group}`) && firstUnvetoed(inside, (match) => match.group === group) !== undefined)
      names.add(`stands ${group}`);
  }
  const present = new Set<string>();
  let before = "^";
  for (let at = from; at < to; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (at > from && token.border === 2) before = "^";
    const kind = kindOf(token);
    if (kind !== other) names.add(kind);
    const coarse = coarseKinds[kind];
    if (coarse !== undefined) present.add(coarse);
    if (kind !== other || before !== other) names.add(`${before} ${kind}`);
    before = kind;
  }
  names.add(`${before} $`);
  for (const one of present) for (const two of present) if (one < two) names.add(`${one} & ${two}`);
  return [...names];
};

/**
 * Whether a sentence holds anything at all that a meeting is made of. Most of ordinary talk does not, and need not be
 * scored.
 */
export const mayMeet = (hints: readonly string[]): boolean => hints.some((hint) => makings.has(hint));

const makings: ReadonlySet<string> = new Set([
  ..."come reach meet see fetch leave wait go day clock number hour meal place home door lets".split(" "),
  ...[
    "found propose",
    "found confirm",
    "found ask",
    "i on",
    "we on",
    "^ on",
    "where you",
    "where can",
    "with me",
    "to me",
  ],
]);

/** Whether, by their hints, phrases speak of a meeting in a sentence and every one is outweighed by a veto. */
export const isOutweighed = (hints: readonly string[]): boolean =>
  (hints.includes("found propose") || hints.includes("found confirm")) &&
  !hints.includes("stands propose") &&
  !hints.includes("stands confirm");

const other = "_";

/** What decides with what, wherever in the sentence both stand: who, what, when, where, and what speaks against it. */
const coarseKinds: Readonly<Record<string, string>> = {
  you: "you",
  your: "you",
  i: "i",
  we: "we",
  me: "me",
  lets: "we",
  third: "third",
  come: "come",
  go: "go",
  reach: "come",
  meet: "meet",
  see: "meet",
  fetch: "come",
  day: "time",
  clock: "time",
  number: "time",
  hour: "time",
  soon: "soon",
  place: "place",
  meal: "meal",
  not: "not",
  past: "past",
  online: "online",
  can: "ask",
  wish: "ask",
  where: "where",
};

/** The kind of a word for a meeting; of unknown ones only the shape. */
function kindOf({ word, variants, capitals }: Token): string {
  const known = meetingWords.get(word);
  if (known !== undefined) return known;
  for (const variant of variants) {
    const kind = meetingWords.get(variant);
    if (kind !== undefined) return kind;
  }
  const first = word.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return word.length <= 2 ? "number" : clock.test(word) ? "clock" : other;
  return capitals === 1 ? "name" : other;
}

/** "7pm", "7.30", "730", "1030am", "8ish", "5plus". */
const clock = /^\d{1,2}(?:[.:]\d\d)?(?:am|pm|ish|plus|o'clock)?$|^\d{3,4}(?:am|pm|h|ish)?$/;
