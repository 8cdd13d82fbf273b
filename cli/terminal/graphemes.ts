import stringWidth from "string-width";
import { graphemes } from "./input/boundaries.ts";

export { graphemes };

/**
 * Columns that a text takes in a terminal, at most. Terminals disagree about joined emoji (2 columns, or as many as their
 * parts), signs that are not meant to be seen and the like: where one gives less, a row is not as full as it could be.
 */
export const columnsOf = (text: string): number => {
  if (isPlain(text)) return text.length;
  let columns = 0;
  for (const grapheme of graphemes(text)) columns += known.get(grapheme) ?? measure(grapheme);
  return columns;
};

/** Measuring a character takes 20 µs at worst, and a text has few different ones. */
const known = new Map<string, number>();
const knownLimit = 5000;

const measure = (grapheme: string): number => {
  let parts = 0;
  for (const character of grapheme) parts += columnsAlone(character);
  const columns = Math.max(stringWidth(grapheme), parts);
  if (known.size >= knownLimit) known.clear();
  if (grapheme.length < 32) known.set(grapheme, columns);
  return columns;
};

/** Of a code point that some terminals do not join with what stands before it. */
const columnsAlone = (character: string): number => {
  if (drawnBySome.test(character)) return character === "\u3164" || character === "\u115f" ? 2 : 1;
  return stringWidth(character);
};

/** Fillers, the soft hyphen, and signs of format that can be seen. */
const drawnBySome = /[\u00ad\u115f\u1160\u180e\u3164\uffa0]|(?=\p{Cf})[^\p{Default_Ignorable_Code_Point}]/u;

const isPlain = (text: string): boolean => /^[\n\x20-\x7e]*$/.test(text);
