import { foldText, visitTokens } from "../brain/text/tokens.ts";

/** Of a text at most so many UTF-16 units are read. */
const mostUnits = 10_000;

/**
 * Distinct word n-grams of all replies by all there are, 0–1: low where a program says the same over and over (Li et al.
 * 2016, NAACL, p. 110). It falls with the number of words, so only programs that answered the same cases compare.
 */
export const distinctNgrams = (replies: readonly string[]): { unigrams?: number; bigrams?: number } => {
  const singles = new Set<string>();
  const pairs = new Set<string>();
  let single = 0;
  let paired = 0;
  for (const reply of replies) {
    const folded = foldText(reply, mostUnits);
    let before: string | undefined;
    visitTokens(folded, (start, end) => {
      const word = folded.slice(start, end);
      singles.add(word);
      single++;
      if (before !== undefined) {
        pairs.add(`${before} ${word}`);
        paired++;
      }
      before = word;
    });
  }
  return {
    ...(single > 0 && { unigrams: singles.size / single }),
    ...(paired > 0 && { bigrams: pairs.size / paired }),
  };
};
