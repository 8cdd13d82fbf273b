import type { Span } from "../../brain/core/turn.ts";
import type { Classifier } from "../../brain/text/classifier.ts";
import { readHead, readTail } from "../../brain/text/classifier-features.ts";
import type { Signs } from "./find-phrases.ts";

/** Of a shorter message the parts say no more than the whole; in UTF-16 units. */
const shortest = 140;
/** Sentences are put together until a part is this long. */
const shortestPart = 60;
/** Whoever writes without marks is read in pieces of this length. */
const longestPart = 240;

/**
 * The log-odds of a message: those of the whole, or of the part that speaks loudest, less `discount`, since each part is
 * one more chance to be wrong. One sentence among many would hardly weigh in the whole. Linear in the text's length.
 */
export const weighParts = (
  model: Classifier,
  text: string,
  { names, hit }: Signs,
  discount: number,
): { readonly margin: number; readonly span: Span } => {
  let best: { margin: number; span: Span } = { margin: model.margin(text, names), span: [0, text.length] };
  if (text.length <= shortest) return best;
  // A veto speaks of the whole; a hit belongs to its part alone.
  const hitNames = names.filter((name) => name.startsWith("rule") || name.startsWith("row "));
  for (const span of partsOf(text)) {
    const holdsHit = hit !== undefined && hit.span[0] >= span[0] && hit.span[0] < span[1];
    const margin = model.margin(text.slice(...span), holdsHit ? hitNames : []) - discount;
    if (margin > best.margin) best = { margin, span };
  }
  return best;
};

function* partsOf(text: string): Generator<Span> {
  if (text.length <= readHead + readTail) yield* partsBetween(text, 0, text.length);
  else {
    yield* partsBetween(text, 0, readHead);
    yield* partsBetween(text, text.length - readTail, text.length);
  }
}

function* partsBetween(text: string, start: number, end: number): Generator<Span> {
  let from = start;
  for (let at = start; at < end; at++) {
    const length = at + 1 - from;
    if (length < shortestPart || !isSpace(text.charCodeAt(at + 1))) continue;
    const unit = text.charCodeAt(at);
    const closes = unit === 0x0a || unit === 0x2e || unit === 0x21 || unit === 0x3f;
    if (!closes && length < longestPart) continue;
    yield [from, at + 1];
    from = at + 1;
  }
  if (end > from) yield [from, end];
}

const isSpace = (unit: number): boolean => unit === 0x20 || unit === 0x0a || Number.isNaN(unit);
