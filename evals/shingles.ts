import { feedHash, finishHash, startHash } from "../brain/text/hash.ts";

/** Length of a shingle in UTF-16 units of the folded text: long enough that two replies on one topic share few of them. */
const shingleLength = 4;

/** The different shingles of a text as hashes, ascending: `Uint32Array[shingles]`. */
export type Shingles = Uint32Array;

/**
 * What a text is made of, whatever its case, punctuation and spacing: its character 4-grams, a space before and after. A
 * text without a letter or digit ("👍") is taken as it is. (Broder 1997, "On the resemblance and containment of documents".)
 */
export const shinglesOf = (text: string): Shingles => {
  const padded = ` ${fold(text)} `;
  const hashes = new Set<number>();
  const last = Math.max(0, padded.length - shingleLength);
  for (let from = 0; from <= last; from++) {
    let state = startHash();
    for (let at = from; at < Math.min(padded.length, from + shingleLength); at++)
      state = feedHash(state, padded.charCodeAt(at));
    hashes.add(finishHash(state));
  }
  return Uint32Array.from(hashes).sort();
};

/** Share of the shingles of both that both have (Jaccard), 0–1. */
export const resemblance = (left: Shingles, right: Shingles): number => {
  let both = 0;
  for (let l = 0, r = 0; l < left.length && r < right.length; ) {
    const [one, other] = [left[l] ?? 0, right[r] ?? 0];
    if (one === other) both++;
    if (one <= other) l++;
    if (other <= one) r++;
  }
  return both / (left.length + right.length - both);
};

const fold = (text: string): string => {
  const plain = text.normalize("NFKC").toLowerCase();
  const words = plain.match(/[\p{L}\p{M}\p{N}']+/gu);
  return words === null ? plain.trim() : words.join(" ");
};
