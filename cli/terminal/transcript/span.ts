import type { Look, Run } from "../row.ts";
import type { Markdown } from "./load-markdown.ts";
import { runOf } from "./looks.ts";

export type SpanOptions = {
  readonly markdown: Markdown | undefined;
  readonly looks: readonly Look[];
  /** UTF-16 units within which a span must end, else what opened it stands as it was written. */
  readonly limit: number;
  /** Whether the text has come to its end. */
  readonly isEnd: boolean;
  /** Takes what is open at the end as if it were closed. */
  readonly isHopeful: boolean;
};

/** What stands at the beginning of a text; `undefined` where more of it must be known. */
export type Span = { readonly length: number; readonly runs: readonly Run[] } | undefined;

export const asWritten = (source: string, length: number, looks: readonly Look[]): Span => ({
  length,
  runs: [runOf(source.slice(0, length), looks)],
});

/** UTF-16 units that a span may have: half as many where one of them may be two columns wide. */
export const roomOf = (source: string, limit: number): number => {
  const wide = source.slice(0, limit).search(/[^\x20-\x7e]/);
  return wide < 0 ? limit : Math.max(wide, Math.floor(limit / 2));
};

/** How often the character at `from` is repeated. */
export const runLength = (source: string, from = 0): number => {
  let end = from + 1;
  while (source[end] === source[from]) end++;
  return end - from;
};

/** The runs of a marker from an offset on. */
export function* runsOf(source: string, marker: string, from: number): Generator<{ index: number; length: number }> {
  for (let index = source.indexOf(marker, from); index >= 0; ) {
    const length = runLength(source, index);
    yield { index, length };
    index = source.indexOf(marker, index + length);
  }
}

// Some scripts put no spaces between words.
export const isWord = (before: string): boolean => {
  const [, last] = /([\p{L}\p{N}])$/u.exec(before.slice(-2)) ?? [];
  return last !== undefined && !unspaced.test(last);
};
export const isWordStart = (after: string): boolean => /^[\p{L}\p{N}]/u.test(after) && !unspaced.test(after);
const unspaced = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
