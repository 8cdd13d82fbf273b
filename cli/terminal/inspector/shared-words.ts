import { stemmer } from "stemmer";
import { foldText, visitTokens } from "../../../brain/text/tokens.ts";

/** Texts are compared by their beginning, in UTF-16 units: this runs with every frame of the inspector. */
const readLimit = 1000;
const mostWords = 4;
/** English has no endings past this length, and the stemmer's patterns take quadratic time. */
const stemLimit = 24;

/** Words that hold sentences together and tell nothing of a message. */
const functionWords: ReadonlySet<string> = new Set(
  (
    "a about all am an and are as at be been but by can could did do does for from get got had has have he her him his how i " +
    "i'd i'll i'm i've if in is it it's its just me my no not of on or our out she so some that that's the their them then " +
    "there they this to too up us was we were what when which who will with would you you're your don't didn't can't"
  ).split(" "),
);

/**
 * For each of `texts` the words that it shares with `message` and few of the others do, those of the fewest texts first:
 * as the message has them, in lower case, at most four.
 */
export const sharedWords = (message: string, texts: readonly string[]): readonly (readonly string[])[] => {
  const wanted = wordsOf(message);
  const found = texts.map((text) => [...wordsOf(text).keys()].filter((stem) => wanted.has(stem)));
  const counts = new Map<string, number>();
  for (const stem of found.flat()) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  const few = 1 + Math.floor((texts.length - 1) / 4);
  return found.map((stems) =>
    stems
      .filter((stem) => (counts.get(stem) ?? 0) <= few)
      .toSorted((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0) || b.length - a.length)
      .slice(0, mostWords)
      .map((stem) => wanted.get(stem) ?? stem),
  );
};

/** Words that say something, by their stem; of Han and kana, written without spaces, all pairs. */
const wordsOf = (text: string): ReadonlyMap<string, string> => {
  const words = new Map<string, string>();
  const folded = foldText(text, readLimit);
  visitTokens(folded, (start, end, kind) => {
    if (kind === "ideographs" && end - start > 1) {
      for (let at = start; at + 1 < end; at++) words.set(folded.slice(at, at + 2), folded.slice(at, at + 2));
      return;
    }
    const word = folded.slice(start, end);
    if (functionWords.has(word)) return;
    const stem = word.length <= stemLimit ? stemmer(word) : word;
    if (!words.has(stem)) words.set(stem, word);
  });
  return words;
};
