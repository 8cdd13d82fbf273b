const fnvOffset = 0x811c9dc5;
const fnvPrime = 0x01000193;

/** 32-bit FNV-1a state before anything was read; another `seed` gives another family of hashes. */
export const startHash = (seed = 0): number => (fnvOffset ^ Math.imul(seed, 0x9e3779b1)) | 0;

/** The state after one more UTF-16 unit (or byte): feeding unit after unit hashes every prefix without making a string. */
export const feedHash = (state: number, unit: number): number => Math.imul(state ^ unit, fnvPrime);

/**
 * Spreads a state over all 32 bits, so that any of them may choose a bucket or a sign: 0 to 2^32 − 1.
 * The finalizer of MurmurHash3 (Austin Appleby, public domain).
 */
export const finishHash = (state: number): number => {
  let hash = state ^ (state >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** Hash of a whole string, 0 to 2^32 − 1. The same on every machine. */
export const hashText = (text: string, seed = 0): number => {
  let state = startHash(seed);
  for (let at = 0; at < text.length; at++) state = feedHash(state, text.charCodeAt(at));
  return finishHash(state);
};

/** Hash of bytes, 0 to 2^32 − 1: a checksum against damage, not against malice. */
export const hashBytes = (bytes: Uint8Array): number => {
  let state = startHash();
  for (const byte of bytes) state = feedHash(state, byte);
  return finishHash(state);
};
