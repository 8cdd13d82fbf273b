import { outweighs, type PhraseMatch } from "./compile-phrases.ts";
import { explicitContent } from "./data/explicit-content.ts";
import { minorsReasons } from "./data/minors.ts";
import type { FindMatches } from "./output/phrase-topic.ts";
import type { Reading } from "./read-text.ts";

/** The finders of the two books that speak of it: of minors, and of explicit content. */
export type MinorsFinders = { readonly minors: FindMatches; readonly explicit: FindMatches };

/** What one reading tells: who is under 18, what is sexual or romantic, and what is both by itself. In order, vetoes applied. */
export type Signs = {
  readonly mine: readonly PhraseMatch[];
  readonly other: readonly PhraseMatch[];
  readonly child: readonly PhraseMatch[];
  readonly sexual: readonly PhraseMatch[];
  readonly romance: readonly PhraseMatch[];
  readonly alone: readonly PhraseMatch[];
};

/** What of a reading bears on minors; `undefined` where nothing does. */
export const signsIn = (reading: Reading, finders: MinorsFinders): Signs | undefined => {
  const own = finders.minors(reading);
  const explicit = unvetoed(finders.explicit(reading)).filter(({ group }) => explicitContent.reasons[group]);
  if (own.length === 0 && explicit.length === 0) return undefined;
  const found = unvetoed(own);
  const of = (group: string) => found.filter((match) => match.group === group);
  return {
    mine: of("mine"),
    other: of("other"),
    child: of("child"),
    sexual: [...of("sexual"), ...explicit].sort((one, next) => one.from - next.from),
    romance: of("romance"),
    alone: of("alone"),
  };
};

/** How many words may lie between a sign of age and one of desire. */
const reach = { mine: 40, other: 15, child: 4 } as const;

/**
 * What a reading says of minors and desire together: its match and why. `known` says that the conversation told the
 * user's age before, so that desire alone is enough; `accept` leaves out matches that were judged already.
 */
export const together = (
  { mine, other, child, sexual, romance, alone }: Signs,
  known: boolean,
  accept: (from: number, to: number) => boolean = () => true,
): { readonly from: number; readonly to: number; readonly reason: string } | undefined => {
  const [first] = alone.filter(({ from, to }) => accept(from, to));
  if (first !== undefined) return { from: first.from, to: first.to, reason: minorsReasons.alone };
  const meet = (
    desires: readonly PhraseMatch[],
    ages: readonly (readonly [readonly PhraseMatch[], number])[],
    reason: string,
  ) => {
    const near = ages.map(([matches, words]) => nearest(matches, words));
    for (const desire of desires) {
      for (const age of known ? [desire] : near.flatMap((find) => find(desire) ?? [])) {
        const from = Math.min(desire.from, age.from);
        const to = Math.max(desire.to, age.to);
        if (accept(from, to)) return { from, to, reason };
      }
    }
    return undefined;
  };
  return (
    meet(
      sexual,
      [
        [mine, reach.mine],
        [other, reach.other],
        [child, reach.child],
      ],
      minorsReasons.sexual,
    ) ?? meet(romance, [[mine, reach.mine]], minorsReasons.romance)
  );
};

/** The nearest of `matches` to each desire, asked in order: one pass over both. */
function nearest(matches: readonly PhraseMatch[], words: number): (desire: PhraseMatch) => PhraseMatch | undefined {
  let at = 0;
  return (desire) => {
    while (at + 1 < matches.length && (matches[at + 1]?.from ?? 0) <= desire.from) at++;
    return [matches[at], matches[at + 1]].find(
      (match) => match !== undefined && match.from - desire.to <= words && desire.from - match.to <= words,
    );
  };
}

/** A veto reaches no further back than the width of a match. */
const furthest = 30;

function unvetoed(matches: readonly PhraseMatch[]): PhraseMatch[] {
  const vetoes = matches.filter(({ group }) => group === "veto");
  if (vetoes.length === 0) return [...matches];
  let nearby = 0;
  return matches.filter((match) => {
    if (match.group === "veto") return false;
    while ((vetoes[nearby]?.from ?? Number.POSITIVE_INFINITY) < match.from - furthest) nearby++;
    for (let at = nearby; ; at++) {
      const veto = vetoes[at];
      if (veto === undefined || veto.from >= match.to) return true;
      if (outweighs(veto, match)) return false;
    }
  });
}
