import { compilePhrases, outweighs, type PhraseBook, type PhraseMatch } from "../compile-phrases.ts";
import { type Reading, rawSpan } from "../read-text.ts";

/** The first match of `group` in any reading that no match of `veto` overlaps, with its raw span. */
export const findUnvetoed = (
  book: PhraseBook,
  group: string,
): ((
  readings: readonly Reading[],
) => { readonly match: PhraseMatch; readonly span: readonly [number, number] } | undefined) => {
  const find = compilePhrases(book);
  return (readings) => {
    for (const reading of readings) {
      const matches = find(reading.tokens);
      const vetoes = matches.filter((match) => match.group === "veto");
      const match = matches.find((hit) => hit.group === group && !vetoes.some((veto) => outweighs(veto, hit)));
      if (match !== undefined) return { match, span: rawSpan(reading, match.from, match.to) };
    }
    return undefined;
  };
};
