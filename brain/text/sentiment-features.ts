import { characterGrams } from "./character-grams.ts";
import { featureCounts } from "./feature-counts.ts";
import { feedHash, finishHash, hashText, startHash } from "./hash.ts";
import { visitTokens } from "./tokens.ts";

/** A text as the sentiment model is given it: folded for its words, raw for its capitals. */
export type SentimentText = { readonly raw: string; readonly folded: string; readonly hostile: boolean };

/** Takes one feature: its hash (0 to 2^32 − 1) and its value. */
export type FeatureSink = (hash: number, value: number) => void;

const wordSeed = 1;
const addGrams = characterGrams({ seed: 2, shortest: 3, longest: 5 });
const punctuationSeed = 3;
const shapeSeed = 4;
/** Tokens up to which a message is also one feature as a whole: "no" alone is not the "no" of a complaint. */
const longestWhole = 3;
/** Lengths of the three blocks of features, chosen on a part of the train split: see the card. */
const [wordLength, gramLength, shapeValue, wholeValue] = [1.2, 0.7, 0.2, 0.4];
/** Tokens that a negation reaches, unless punctuation or "but" ends it before. */
const negationReach = 4;
const longestPunctuation = 4;

const wordHash = (word: string): number => hashText(word, wordSeed);
const negations = new Set(
  (
    "no not never none nothing nobody nor neither without cannot hardly barely dont cant wont isnt didnt doesnt wasnt aint " +
    "couldnt wouldnt shouldnt arent werent havent hasnt don't can't won't isn't didn't doesn't wasn't ain't couldn't wouldn't " +
    "shouldn't aren't weren't haven't hasn't hadn't"
  )
    .split(" ")
    .map(wordHash),
);
const contrasts = new Set(["but", "however", "though", "although", "yet"].map(wordHash));

/** Hashes of the named features of a text's shape. */
const shape = Object.fromEntries(
  ["hostile", "question", "ellipsis", "elongated", "capitals"].map((name) => [name, hashText(name, shapeSeed)]),
);
const lengthBuckets = [0, 1, 2, 3, 4, 5, 6].map((bucket) => hashText(`length ${bucket}`, shapeSeed));
const exclamationBuckets = [0, 1, 2, 3].map((bucket) => hashText(`exclamations ${bucket}`, shapeSeed));

/**
 * Reads a text into hashed features: words, word pairs, words under a negation, punctuation and emoticons, character
 * n-grams of words, and the text's shape. Each block has a fixed length, so that long and short texts weigh the same.
 */
export const sentimentFeatures = (): ((text: SentimentText, add: FeatureSink) => void) => {
  const words = featureCounts();
  const grams = featureCounts();

  return ({ raw, folded, hostile }, add) => {
    words.clear();
    grams.clear();
    const text = squeeze(blankReferences(folded));
    let [before, beforeEnd, negated, count, first, whole] = [startHash(wordSeed), 0, 0, 0, 0, 0];

    const readGap = (end: number): void => {
      let [state, length] = [startHash(punctuationSeed), 0];
      for (let at = beforeEnd; at < end; at++) {
        const unit = text.charCodeAt(at);
        if (unit <= 0x20) {
          if (length > 0) words.add(finishHash(state));
          [state, length] = [startHash(punctuationSeed), 0];
          continue;
        }
        if (endsScope(unit)) negated = 0;
        if (length++ < longestPunctuation) state = feedHash(state, unit);
      }
      if (length > 0) words.add(finishHash(state));
    };

    visitTokens(text, (start, end, kind) => {
      readGap(start);
      let state = startHash(wordSeed);
      for (let at = start; at < end; at++) state = feedHash(state, text.charCodeAt(at));
      const hash = finishHash(state);
      // ":d", "=p", "<3": a lone letter or digit right after an emoticon's eyes.
      if (end - start === 1 && start > 0 && isEyes(text.charCodeAt(start - 1))) {
        words.add(finishHash(feedHash(state, text.charCodeAt(start - 1))));
      }
      if (count === 0) first = hash;
      words.add(hash);
      words.add(finishHash(before ^ Math.imul(hash, 31)));
      if (contrasts.has(hash)) negated = 0;
      if (negated > 0) {
        words.add(finishHash(hash ^ 0x51ed270b));
        negated--;
      }
      if (negations.has(hash)) negated = negationReach;
      if (kind === "word") addGrams(text, start, end, grams.add);
      whole = feedHash(whole, hash);
      before = hash;
      beforeEnd = end;
      count++;
    });
    readGap(text.length);
    words.add(finishHash(before ^ 0x777));

    const wordValue = wordLength / Math.sqrt(words.size());
    words.visit((hash) => {
      add(hash, wordValue);
    });
    const gramValue = gramLength / Math.sqrt(Math.max(grams.size(), 1));
    grams.visit((hash) => {
      add(hash, gramValue);
    });

    const addShape = (hash: number | undefined): void => add(hash ?? 0, shapeValue);
    addShape(lengthBuckets[count <= 2 ? count : Math.min(6, Math.ceil(Math.log2(count)) + 1)]);
    addShape(exclamationBuckets[Math.min(3, countUnit(raw, 0x21))]);
    addShape(finishHash(first ^ 0x2222));
    addShape(finishHash(before ^ 0x3333));
    if (count > 0 && count <= longestWhole) add(finishHash(whole ^ 0x4444), wholeValue);
    if (hostile) addShape(shape.hostile);
    if (raw.trimEnd().endsWith("?")) {
      addShape(shape.question);
      addShape(finishHash(first ^ 0x1234567));
    }
    if (raw.includes("..") || raw.includes("…")) addShape(shape.ellipsis);
    if (text.length < folded.length) addShape(shape.elongated);
    if (isShouted(raw)) addShape(shape.capitals);
  };
};

/** Links and @names say nothing of a mood. As many blanks as units, so that only elongation shortens the text. */
const blankReferences = (folded: string): string =>
  folded.includes("@") || folded.includes("://") || folded.includes("www.")
    ? folded.replace(/https?:\/\/\S+|www\.\S+|@\w+/g, (reference) => " ".repeat(reference.length))
    : folded;

/** "sooooo" and "soooo" are one word: a run of three or more becomes two. */
const squeeze = (text: string): string => text.replace(/([^\d\s])\1{2,}/gu, "$1$1");

const endsScope = (unit: number): boolean =>
  unit === 0x2e || unit === 0x2c || unit === 0x3b || unit === 0x21 || unit === 0x3f || unit === 0x3a;

const isEyes = (unit: number): boolean => unit === 0x3a || unit === 0x3b || unit === 0x3d || unit === 0x3c;

const countUnit = (text: string, wanted: number): number => {
  let count = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) === wanted) count++;
  return count;
};

const isShouted = (raw: string): boolean => {
  let [upper, lower] = [0, 0];
  for (let at = 0; at < raw.length; at++) {
    const unit = raw.charCodeAt(at);
    if (unit >= 0x41 && unit <= 0x5a) upper++;
    else if (unit >= 0x61 && unit <= 0x7a) lower++;
  }
  return upper > 4 && upper > lower;
};
