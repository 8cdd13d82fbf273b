import { feedHash, finishHash, startHash } from "./hash.ts";

/** What stands on either side of a word in its n-grams. */
const boundary = 0x20;

/** Hashes of the character n-grams of the word at [start, end) of a text. */
export type VisitGrams = (text: string, start: number, end: number, visit: (hash: number) => void) => void;

/**
 * A reader of every n-gram of `shortest` to `longest` units of a word between two boundaries: one pass a start, each longer
 * n-gram fed from the shorter one's state. `seed` keeps their hashes apart from other features'.
 */
export const characterGrams =
  ({
    seed,
    shortest,
    longest,
  }: {
    readonly seed: number;
    readonly shortest: number;
    readonly longest: number;
  }): VisitGrams =>
  (text, start, end, visit) => {
    for (let from = start - 1; from <= end; from++) {
      let state = startHash(seed);
      for (let length = 1; length <= longest && from + length <= end + 1; length++) {
        const at = from + length - 1;
        state = feedHash(state, at < start || at >= end ? boundary : text.charCodeAt(at));
        if (length >= shortest) visit(finishHash(state));
      }
    }
  };
