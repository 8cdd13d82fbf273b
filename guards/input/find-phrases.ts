import { compilePhrases, firstUnvetoed, type PhraseBook, type PhraseMatch } from "../compile-phrases.ts";
import { type Reading, rawSpan } from "../read-text.ts";
import { inPlainSpelling } from "./chat-spellings.ts";

/** The first match of `group`, in any reading as written or as spelled out, that no `veto` outweighs, with its raw span. */
export const findUnvetoed = (
  book: PhraseBook,
  group: string,
): ((
  readings: readonly Reading[],
) => { readonly match: PhraseMatch; readonly span: readonly [number, number] } | undefined) => {
  const find = compilePhrases(book);
  return (readings) => {
    for (const reading of readings.flatMap((each) => [each, inPlainSpelling(each) ?? []].flat())) {
      const matches = find(reading.tokens);
      const match = firstUnvetoed(matches, (hit) => hit.group === group);
      if (match !== undefined) return { match, span: rawSpan(reading, match.from, match.to) };
    }
    return undefined;
  };
};
