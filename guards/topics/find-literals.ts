import type { View } from "../../brain/text/normalise.ts";
import { isSpaceless } from "./term-spellings.ts";

/** Units [start, end) of a view's text are the literal that `at` stands for. */
export type FoundLiteral = { readonly at: number; readonly start: number; readonly end: number };

/**
 * Finds texts sign by sign, with any white space where they have some. A letter or digit at their ends must be a word's end
 * there too, save in scripts that put no spaces between words. Linear: each unit looks up what begins with it.
 */
export const findLiterals = (
  literals: readonly { readonly at: number; readonly text: string }[],
): ((view: Pick<View, "text">) => readonly FoundLiteral[]) => {
  const starts = new Map<number, { readonly at: number; readonly parts: readonly string[] }[]>();
  for (const { at, text } of literals) {
    const unit = text.charCodeAt(0);
    starts.set(unit, [...(starts.get(unit) ?? []), { at, parts: text.split(/\s+/) }]);
  }
  return ({ text }) => {
    const found: FoundLiteral[] = [];
    if (starts.size === 0) return found;
    for (let start = 0; start < text.length; start++) {
      for (const { at, parts } of starts.get(text.charCodeAt(start)) ?? none) {
        const end = endOf(text, start, parts);
        if (end !== -1 && beginsFreely(text, start, parts) && endsFreely(text, end)) found.push({ at, start, end });
      }
    }
    return found;
  };
};

const none: readonly { readonly at: number; readonly parts: readonly string[] }[] = [];

function endOf(text: string, start: number, parts: readonly string[]): number {
  let at = start;
  for (const [index, part] of parts.entries()) {
    const before = at;
    if (index > 0) while (/\s/.test(text.charAt(at))) at++;
    if ((index > 0 && at === before) || !text.startsWith(part, at)) return -1;
    at += part.length;
  }
  return at;
}

/** A sign before a word belongs to it, so that ".net" is not the end of "example.net". Where no word is, nothing is cut. */
const beginsFreely = (text: string, start: number, [first = ""]: readonly string[]): boolean =>
  !/[\p{L}\p{N}_]/u.test(first) || isWordEnd(text.charAt(start), text.charAt(start - 1));

const endsFreely = (text: string, end: number): boolean =>
  !/[\p{L}\p{N}_]/u.test(text.charAt(end - 1)) || isWordEnd(text.charAt(end - 1), text.charAt(end));

const isWordEnd = (edge: string, neighbour: string): boolean =>
  !/[\p{L}\p{N}_]/u.test(neighbour) || isSpaceless(edge) || isSpaceless(neighbour) || /\p{Surrogate}/u.test(edge);
