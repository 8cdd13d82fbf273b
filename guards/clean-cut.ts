import { foldedView } from "../brain/text/normalise.ts";

/**
 * The last index in [lowest, from] at which `text` may be cut so that what follows is read as in the whole, token by
 * token and in every view (only what stands before the first token is not): at white space or behind a wide full stop, after a
 * word of two characters or more, over which no run of single characters ("i n s t a") goes on; -1 where there is none.
 */
export const cleanCut = (text: string, from: number, lowest: number): number => {
  for (let at = Math.min(from, text.length - 1); at >= lowest && at > 1; at--) {
    if (mayCut(text, at) && followsLongWord(text, at)) return at;
  }
  return -1;
};

/** Before anything but a letter, what stands on both sides of the cut could make up a sign of its own ("- -"). */
function mayCut(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit === 0x20 || unit === 0x0a) return at + 1 === text.length || kindOf(text.charCodeAt(at + 1)) === letter;
  return text.charCodeAt(at - 1) === 0x3002 && kindOf(unit) === letter && kindOf(text.charCodeAt(at + 1)) === letter;
}

/**
 * Where the last word of a text begins, together with the white space before it, if it has two characters or more and
 * nothing unusual stands around it: read on its own, it is the last word of every view; -1 where that is not certain.
 */
export const lastWordCut = (text: string): number => {
  let at = text.length - 1;
  while (at >= 0 && isPlainMark(text.charCodeAt(at))) at--;
  const end = at;
  while (at >= 0 && kindOf(text.charCodeAt(at)) === letter) at--;
  const unit = text.charCodeAt(at);
  return end - at >= 2 && (unit === 0x20 || unit === 0x0a) ? at : -1;
};

/** Whether the last word of a text is a single character for certain, between white space and plain marks. */
export const endsInLetter = (text: string): boolean => {
  let at = text.length - 1;
  while (at >= 0 && isPlainMark(text.charCodeAt(at))) at--;
  const unit = text.charCodeAt(at);
  return isAlphanumeric(unit) && (at === 0 || text.charCodeAt(at - 1) === 0x20 || text.charCodeAt(at - 1) === 0x0a);
};

/** White space, and marks of ASCII that count as letters at no word's end. */
const isPlainMark = (unit: number): boolean =>
  unit < 0x80 ? !isAlphanumeric(unit) && unit !== 0x40 && unit !== 0x24 : kindOf(unit) === nothing;
const isAlphanumeric = (unit: number): boolean =>
  (unit >= 0x30 && unit <= 0x39) || (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);

/** Marks, spaces and emoji that may stand between the word and the cut, in UTF-16 units: enough for real texts. */
const widest = 16;

/** What a character is once it is folded. `other`: several of these, or a symbol that counts as a letter ("@", "$"). */
const letter = 1;
const mark = 2;
const nothing = 3;
const other = 4;

function followsLongWord(text: string, end: number): boolean {
  let letters = 0;
  for (let at = end - 1; at >= 0 && at >= end - widest; at--) {
    const unit = text.charCodeAt(at);
    const wide = unit >= 0xdc00 && unit <= 0xdfff && at > 0;
    const kind = wide ? kindOfPair(text.slice(at - 1, at + 1)) : kindOf(unit);
    if (wide) at--;
    if (kind === letter) {
      letters++;
      if (letters === 2) return true;
    } else if (kind === other || (kind === mark && letters > 0)) return false;
  }
  return false;
}

const kinds = new Uint8Array(0x10000);

function kindOf(unit: number): number {
  const known = kinds[unit] ?? 0;
  if (known !== 0) return known;
  const kind = classify(String.fromCharCode(unit));
  kinds[unit] = kind;
  return kind;
}

const pairs = new Map<string, number>();
const mostPairs = 4096;

function kindOfPair(pair: string): number {
  const known = pairs.get(pair);
  if (known !== undefined) return known;
  const kind = classify(pair);
  if (pairs.size >= mostPairs) pairs.clear();
  pairs.set(pair, kind);
  return kind;
}

function classify(character: string): number {
  const { text } = foldedView(character);
  if (text === "") return nothing;
  if (/^[\p{L}\p{N}]+$/u.test(text)) return letter;
  return /[\p{L}\p{N}@$]/u.test(text) ? other : mark;
}
