import { stemmer } from "stemmer";
import { characterGrams } from "./character-grams.ts";
import { type FeatureCounts, featureCounts } from "./feature-counts.ts";
import { feedHash, finishHash, hashText, startHash } from "./hash.ts";
import { type ModelFileKind, openModelFile } from "./model-file.ts";
import { foldText, visitTokens } from "./tokens.ts";

/** Length of a vector. 1,024 gained 1 point of kNN accuracy and doubles the price of every search: see the card. */
export const hashedEmbeddingDimensions = 512;

/** Changes whenever the preparation of a text, its features or their weighing change: old vectors are then void. */
export const hashedEmbeddingVersion = "hashed-1";

/** `idf` is one byte a bucket in steps of 1/16 (natural logarithm), in two halves with a hash function each. */
export const idfFile: ModelFileKind = {
  kind: "UIDF",
  format: 1,
  size: 1 << 15,
  path: "training_data/models/embedder-idf.bin",
  script: "scripts/train-embedder-idf.ts",
};

/** Longest text read, in UTF-16 units: about four pages, far past any message; the rest of a longer one is not read. */
const readLimit = 20_000;
/** Longest word that is stemmed; the stemmer's patterns take quadratic time, and longer words have no English ending. */
const stemLimit = 24;
const rememberedStems = 8192;
/** Length of the words' part of a vector against that of the characters' part: chosen by cross-validation, see the card. */
const wordShare = 1.25;
/**
 * Dimensions that each word is spread over: with one, two words of a short text that fall together with opposite signs would
 * make like texts look opposed. (Kane and Nelson 2014, "Sparser Johnson-Lindenstrauss Transforms".)
 */
const wordCopies = 4;
const wordSeed = 1;
const addGrams = characterGrams({ seed: 2, shortest: 3, longest: 4 });

const idfStep = 16;
const halfMask = idfFile.size / 2 - 1;

/** The two buckets of a feature in the IDF table. */
export const idfBuckets = (hash: number): readonly [number, number] => [firstBucket(hash), secondBucket(hash)];

const firstBucket = (hash: number): number => finishHash(hash ^ 0x5bd1e995) & halfMask;
const secondBucket = (hash: number): number => (finishHash(hash ^ 0x27d4eb2f) & halfMask) + halfMask + 1;

/** Reads texts into hashed features: stemmed words, and character n-grams of the words as written. */
export const featureReader = (): ((text: string, words: FeatureCounts, grams: FeatureCounts) => void) => {
  const stems = new Map<string, number>();

  const stemHash = (word: string): number => {
    const known = stems.get(word);
    if (known !== undefined) return known;
    // Emptied, not trimmed: the memory stays bounded, and what is remembered never changes a result.
    if (stems.size >= rememberedStems) stems.clear();
    const hash = hashText(word.length <= stemLimit ? stemmer(word) : word, wordSeed);
    stems.set(word, hash);
    return hash;
  };

  return (text, words, grams) => {
    const folded = foldText(text, readLimit);
    visitTokens(folded, (start, end, kind) => {
      if (kind === "ideographs") {
        for (let at = start; at < end; at++) {
          words.add(finishHash(feedHash(startHash(wordSeed), folded.charCodeAt(at))));
          if (at + 1 < end) grams.add(rangeHash(folded, at, at + 2));
        }
        return;
      }
      const length = end - start;
      words.add(length <= stemLimit ? stemHash(folded.slice(start, end)) : rangeHash(folded, start, end));
      if (kind === "word") addGrams(folded, start, end, grams.add);
    });
    // Nothing but punctuation ("?!", "..."): its own kind of message, so it counts as one word.
    if (words.size() === 0 && folded.trim() !== "") words.add(hashText(folded.trim().slice(0, stemLimit), wordSeed));
  };
};

/** Gives a text's vector: `Float32Array[512]` of unit length, zeros for a blank text. */
export type HashedEmbedding = {
  /** Writes the vector into `target` from `offset` on. Linear in the text's length, and bounded. */
  write(text: string, target: Float32Array, offset: number): void;
};

/**
 * TF-IDF of hashed, stemmed words and character n-grams with sublinear term frequency, folded into few dimensions with a
 * sign of their own each (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning"). The IDF table is
 * frozen and shipped: a text's vector depends on nothing but the text and that table.
 * @throws {ProgramError} damaged: `idf` is not the file that was shipped
 */
export const hashedEmbedding = (idf: Uint8Array): HashedEmbedding => {
  const table = openModelFile(idfFile, idf);
  const read = featureReader();
  const words = featureCounts();
  const grams = featureCounts();
  const wordPart = new Float64Array(hashedEmbeddingDimensions);
  const gramPart = new Float64Array(hashedEmbeddingDimensions);

  const weigh = (features: FeatureCounts, part: Float64Array, copies: number): number => {
    let squares = 0;
    part.fill(0);
    features.visit((hash, count) => {
      // Two buckets: a rare feature that shares one of them with a frequent one keeps its weight through the other.
      const rarity = Math.max(table[firstBucket(hash)] ?? 0, table[secondBucket(hash)] ?? 0) / idfStep;
      const weight = sublinear(count) * rarity;
      squares += copies * weight * weight;
      let spread = hash;
      for (let copy = 0; copy < copies; copy++) {
        const dimension = spread & (hashedEmbeddingDimensions - 1);
        part[dimension] = (part[dimension] ?? 0) + (spread >>> 31 === 1 ? weight : -weight);
        spread = finishHash(spread + 0x9e3779b9);
      }
    });
    return squares;
  };

  return {
    write: (text, target, offset) => {
      words.clear();
      grams.clear();
      read(text, words, grams);
      const wordSquares = weigh(words, wordPart, wordCopies);
      const gramSquares = weigh(grams, gramPart, 1);
      const wordScale = wordSquares > 0 ? wordShare / Math.sqrt(wordSquares) : 0;
      const gramScale = gramSquares > 0 ? 1 / Math.sqrt(gramSquares) : 0;
      let squares = 0;
      for (let at = 0; at < hashedEmbeddingDimensions; at++) {
        const value = (wordPart[at] ?? 0) * wordScale + (gramPart[at] ?? 0) * gramScale;
        wordPart[at] = value;
        squares += value * value;
      }
      const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
      for (let at = 0; at < hashedEmbeddingDimensions; at++) target[offset + at] = (wordPart[at] ?? 0) * scale;
    },
  };
};

/** 1 + ln(count), rounded to 1/4096: the last bits of a logarithm may differ between machines, a vector may not. */
const sublinear = (count: number): number => (count === 1 ? 1 : Math.round((1 + Math.log(count)) * 4096) / 4096);

const rangeHash = (text: string, start: number, end: number): number => {
  let state = startHash(wordSeed);
  for (let at = start; at < end; at++) state = feedHash(state, text.charCodeAt(at));
  return finishHash(state);
};
