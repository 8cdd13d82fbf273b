import { characterGrams } from "./character-grams.ts";
import { featureCounts } from "./feature-counts.ts";
import { feedHash, finishHash, hashText, startHash } from "./hash.ts";
import { foldedView } from "./normalise.ts";
import { visitTokens } from "./tokens.ts";

/** Takes one feature: its hash (0 to 2^32 − 1) and its value. */
type FeatureSink = (hash: number, value: number) => void;

/** Of a text longer than both together the head and the tail are read, in UTF-16 units. */
export const [readHead, readTail] = [4000, 2000];

const wordSeed = 11;
const addGrams = characterGrams({ seed: 12, shortest: 3, longest: 5 });
const markSeed = 13;
const shapeSeed = 14;
const extraSeed = 15;
/** Lengths of the blocks of features: the words and the grams of a text weigh the same however long it is. */
const [wordLength, gramLength, shapeValue, extraValue] = [1.2, 0.8, 0.15, 0.35];
const longestMark = 4;

/** Where a sentence begins: what the pair and the triple of its first words are made with. */
const border = hashText("border", markSeed);
const shapeNames = ["words", "lines", "capitals", "digits", "foreign", "marks", "labels", "unbroken"] as const;
const mostBuckets = 12;
/** Hashes of "this measure of the text's shape lies in that bucket". */
const shapeHashes: Readonly<Record<string, readonly number[]>> = Object.fromEntries(
  shapeNames.map((name) => [
    name,
    Array.from({ length: mostBuckets }, (_, bucket) => hashText(`${name} ${bucket}`, shapeSeed)),
  ]),
);
const [asks, shouts] = [hashText("asks", shapeSeed), hashText("shouts", shapeSeed)];

/**
 * Reads a raw text into hashed features of its folded form: words, pairs and triples of words within a sentence (numbers by
 * their shape), marks, character n-grams of words, the shape of the whole, and the caller's own named features. Linear in
 * what is read, which `readHead` and `readTail` bound.
 */
export const classifierFeatures = (): ((text: string, extra: readonly string[], add: FeatureSink) => void) => {
  const words = featureCounts();
  const grams = featureCounts();

  return (whole, extra, add) => {
    words.clear();
    grams.clear();
    const raw = whole.length > readHead + readTail ? `${whole.slice(0, readHead)}\n${whole.slice(-readTail)}` : whole;
    const { text } = foldedView(raw);
    let [first, second, last, labels, count] = [border, border, 0, 0, 0];

    /** Reads what lies between two words: marks, and the ends of sentences. */
    const readGap = (end: number): void => {
      let [state, length] = [startHash(markSeed), 0];
      let ends = false;
      for (let at = last; at < end; at++) {
        const unit = text.charCodeAt(at);
        if (unit === 0x0a || unit === 0x2e || unit === 0x21 || unit === 0x3f) ends = true;
        if (unit <= 0x20) {
          if (length > 0) words.add(finishHash(state));
          [state, length] = [startHash(markSeed), 0];
        } else {
          if (at === last && count > 0) {
            words.add(finishHash(Math.imul(second, 31) ^ unit)); // "system:", "now,"
            if (unit === 0x3a) labels++;
          }
          if (length++ < longestMark) state = feedHash(state, unit);
        }
      }
      if (length > 0) words.add(finishHash(state));
      if (!ends) return;
      [first, second] = [border, border];
    };

    visitTokens(text, (start, end, kind) => {
      readGap(start);
      if (kind === "ideographs") {
        addIdeographs(text, start, end, words.add);
        [first, second] = [border, border];
      } else {
        let state = startHash(wordSeed);
        for (let at = start; at < end; at++) state = feedHash(state, digitless(text.charCodeAt(at)));
        const hash = finishHash(state);
        words.add(hash);
        words.add(finishHash(second ^ Math.imul(hash, 31)));
        if (first !== border || second !== border) {
          words.add(finishHash(Math.imul(first, 17) ^ Math.imul(second, 131) ^ Math.imul(hash, 31)));
        }
        if (kind === "word") addGrams(text, start, end, grams.add);
        [first, second] = [second, hash];
      }
      last = end;
      count++;
    });
    readGap(text.length);

    const wordValue = wordLength / Math.sqrt(Math.max(words.size(), 1));
    words.visit((hash) => {
      add(hash, wordValue);
    });
    const gramValue = gramLength / Math.sqrt(Math.max(grams.size(), 1));
    grams.visit((hash) => {
      add(hash, gramValue);
    });
    addShape(raw, count, labels, add);
    for (const name of extra) add(hashText(name, extraSeed), extraValue);
  };
};

/** Every digit reads as 0, so that "3pm" and "8pm" are one word. */
const digitless = (unit: number): number => (unit >= 0x30 && unit <= 0x39 ? 0x30 : unit);

/** Han and kana are written without spaces: runs of one to three take the place of words. */
const addIdeographs = (text: string, start: number, end: number, add: (hash: number) => void): void => {
  for (let from = start; from < end; from++) {
    let state = startHash(wordSeed);
    for (let at = from; at < end && at < from + 3; at++) {
      state = feedHash(state, text.charCodeAt(at));
      add(finishHash(state));
    }
  }
};

const addShape = (raw: string, count: number, labels: number, add: FeatureSink): void => {
  let [upper, lower, digits, foreign, marks, lines, unbroken, longest] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let at = 0; at < raw.length; at++) {
    const unit = raw.charCodeAt(at);
    if (unit >= 0x61 && unit <= 0x7a) lower++;
    else if (unit >= 0x41 && unit <= 0x5a) upper++;
    else if (unit >= 0x30 && unit <= 0x39) digits++;
    else if (unit >= 0x80) foreign++;
    else if (unit > 0x20) marks++;
    else if (unit === 0x0a) lines++;
    unbroken = unit <= 0x20 ? 0 : unbroken + 1;
    if (unbroken > longest) longest = unbroken;
  }
  const put = (name: (typeof shapeNames)[number], bucket: number): void => {
    add(shapeHashes[name]?.[Math.min(bucket, mostBuckets - 1)] ?? 0, shapeValue);
  };
  const length = Math.max(raw.length, 1);
  put("words", logarithm(count));
  put("lines", logarithm(lines));
  put("labels", logarithm(labels));
  put("unbroken", logarithm(longest));
  put("capitals", tenths(upper / Math.max(upper + lower, 1)));
  put("digits", tenths(digits / length));
  put("foreign", tenths(foreign / length));
  put("marks", tenths(marks / length));
  const closing = raw.trimEnd().charCodeAt(raw.trimEnd().length - 1);
  if (closing === 0x3f) add(asks, shapeValue);
  if (closing === 0x21) add(shouts, shapeValue);
};

const logarithm = (count: number): number => (count <= 0 ? 0 : Math.floor(Math.log2(count)) + 1);
/** 0 for none at all, 1 for less than a tenth, and so on. */
const tenths = (share: number): number => (share <= 0 ? 0 : 1 + Math.floor(share * 10));
