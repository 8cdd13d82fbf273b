import { finishHash } from "../brain/text/hash.ts";

/**
 * Bands and rows of the sketches: two sets of resemblance s become a pair with probability 1 − (1 − s⁴)⁴⁸, which is 0.999
 * at 0.6, 1 − 10⁻¹¹ at 0.8, and 0.01 at 0.12.
 */
const bands = 48;
const rowsOfBand = 4;

/** Two rows, `left < right`, whose sets are likely to resemble each other. */
export type NearPair = { readonly left: number; readonly right: number };

/**
 * Pairs of sets that are worth measuring: nearly all that resemble each other (Jaccard) from 0.6 on, few others, without
 * looking at all pairs. The same on every run. Give each set once: equal ones pair up quadratically. (MinHash with
 * banding; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", section 3.4.)
 */
export const nearPairs = (sets: readonly Uint32Array[]): readonly NearPair[] => {
  const sketches = sets.map(sketch);
  const pairs: NearPair[] = [];
  const seen = sets.map(() => new Set<number>());
  for (let band = 0; band < bands; band++) {
    const buckets = new Map<string, number[]>();
    for (const [right, minima] of sketches.entries()) {
      const key = minima.subarray(band * rowsOfBand, (band + 1) * rowsOfBand).join();
      const bucket = buckets.get(key);
      if (bucket === undefined) {
        buckets.set(key, [right]);
        continue;
      }
      for (const left of bucket) {
        if (seen[right]?.has(left)) continue;
        seen[right]?.add(left);
        pairs.push({ left, right });
      }
      bucket.push(right);
    }
  }
  return pairs;
};

/** Odd factors and offsets of the hash functions, one for each row of each band. */
const factors = Int32Array.from({ length: bands * rowsOfBand }, (_, at) => finishHash(2 * at + 1) | 1);
const offsets = Int32Array.from({ length: bands * rowsOfBand }, (_, at) => finishHash(2 * at + 2));

const sketch = (set: Uint32Array): Int32Array => {
  const minima = new Int32Array(factors.length);
  for (let at = 0; at < factors.length; at++) {
    const [factor, offset] = [factors[at] ?? 1, offsets[at] ?? 0];
    let least = 0x7fffffff;
    for (const member of set) {
      const value = (Math.imul(member, factor) + offset) | 0;
      if (value < least) least = value;
    }
    minima[at] = least;
  }
  return minima;
};
