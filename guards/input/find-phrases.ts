import { type Compile, compileLater } from "../compile-later.ts";
import { firstUnvetoed, type PhraseBook, type PhraseMatch } from "../compile-phrases.ts";
import { type Reading, rawSpan } from "../read-text.ts";
import { inPlainSpelling } from "./chat-spellings.ts";

/** What a book's phrases say of a text. */
export type Signs = {
  /** The first match of the group that no veto outweighs. */
  readonly hit?: { readonly match: PhraseMatch; readonly span: readonly [number, number] };
  /** The hit, or another, is of the book's group "certain": no classifier need be asked. */
  readonly certain: boolean;
  /** Nothing was hit, and a phrase speaks against it. */
  readonly vetoed: boolean;
  /** What was found, as a classifier takes it for features. The names are part of what a model has learnt. */
  readonly names: readonly string[];
};

/** Looks for the matches of `group` (and of "certain") and for vetoes, in every reading as written and as spelled out. */
export const findSigns = (
  book: PhraseBook,
  group: string,
  // Made with the first message, not at the start.
  compile: Compile = compileLater().compile,
): ((readings: readonly Reading[]) => Signs) => {
  const find = compile(book);
  return (readings) => {
    const names = new Set<string>();
    let hit: Signs["hit"];
    let vetoed = false;
    let certain = false;
    for (const reading of readings.flatMap((each) => [each, inPlainSpelling(each) ?? []].flat())) {
      const matches = find(reading.tokens);
      if (matches.length === 0) continue;
      const match = firstUnvetoed(matches, (found) => found.group === group || found.group === "certain");
      if (match !== undefined) {
        // Twice, and by its row: a classifier gives every name the same small value.
        for (const name of ["rule", "rule again", `row ${match.phrase}`]) names.add(name);
        certain ||= match.group === "certain";
        hit ??= { match, span: rawSpan(reading, match.from, match.to) };
      }
      for (const veto of matches) {
        if (veto.group !== "veto") continue;
        vetoed = true;
        names.add("veto").add(`veto row ${veto.phrase}`);
      }
    }
    if (hit !== undefined) return { hit, certain, vetoed: false, names: [...names] };
    if (vetoed) names.add("veto alone").add("veto alone again");
    return { certain, vetoed, names: [...names] };
  };
};
