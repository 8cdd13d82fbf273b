import type { Span } from "../../brain/core/turn.ts";
import { foldedView } from "../../brain/text/normalise.ts";
import { readText } from "../read-text.ts";
import { findTerms } from "./operator-terms.ts";
import { isSpaceless } from "./term-spellings.ts";

/**
 * A text with spaces in place of the terms that stand in it as they are, and as words of their own: not as a part of a longer
 * name, address or number. Disguises of a term are no exception that anyone made.
 */
export const blankTerms = (terms: readonly string[]): ((text: string) => string) => {
  const find = findTerms(terms);
  return (text) => {
    const spans = find(text, readText(text).slice(0, 1))
      .map(({ span }) => span)
      .filter((span) => standsAlone(text, span))
      .sort((one, other) => one[0] - other[0]);
    if (spans.length === 0) return text;
    let blanked = "";
    for (const [start, end] of spans) {
      const from = Math.max(start, blanked.length);
      blanked += text.slice(blanked.length, from) + " ".repeat(Math.max(0, end - from));
    }
    return blanked + text.slice(blanked.length);
  };
};

/** Units to either side that decide, with room for invisible ones. */
const reach = 16;

function standsAlone(text: string, [start, end]: Span): boolean {
  const before = foldedView(text.slice(Math.max(0, start - reach), start)).text;
  const after = foldedView(text.slice(end, end + reach)).text;
  const edges = foldedView(text.slice(start, end)).text;
  const [first, last] = [edges.charAt(0), edges.slice(-1)];
  if (!isSpaceless(first) && /(?:[-_@+]|[\p{L}\p{N}_-]\.)$/u.test(before)) return false;
  if (!isSpaceless(last) && /^(?:[-_@]|\.[\p{L}\p{N}])/u.test(after)) return false;
  // A number goes on over spaces.
  if (/^[+\d]/.test(first) && /\d[\s.()/-]{1,3}$/.test(before)) return false;
  if (/\d/.test(last) && /^[\s.()/-]{1,3}\d/.test(after)) return false;
  return !isLetterBeside(first, before.slice(-1)) && !isLetterBeside(last, after.charAt(0));
}

const isLetterBeside = (edge: string, neighbour: string): boolean =>
  /[\p{L}\p{N}]/u.test(neighbour) && !isSpaceless(edge) && !isSpaceless(neighbour);
