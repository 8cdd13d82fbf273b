import type { OutputCheck } from "../../brain/core/ports.ts";
import type { OutputVerdict } from "../../brain/core/turn.ts";
import { endsSentence } from "../../brain/text/sentences.ts";
import { cleanCut } from "../clean-cut.ts";
import { type Reading, type ReadText, rawSpan } from "../read-text.ts";
import { visibleTail } from "../visible-tail.ts";

type Output = Pick<OutputCheck, "text" | "shown">;

/** How much of what was shown is read along, in visible units: the longest phrase over a border is far shorter. */
const longestContext = 240;

/** Words before the new text that a guard sees at least which finds nothing beyond a sentence: "t. dot. me" has two. */
const wordsBefore = 2;

/** Of a word and the space after it, in UTF-16 units; what is longer only costs a little more. */
const longestWord = 8;

/** Stretches of white space to the left of the cut for such a guard: so many are tried one after the other. */
const shortContexts = [3, 8];

/**
 * Checks the new text together with the end of what was shown, so that nothing slips through between the two. `check`
 * gets both as one text and the index at which the new part begins; the span it gives is brought back to the new part.
 *
 * With `read`, `both` holds only as much of what was shown as bears on a sentence that begins with the new text, where
 * that reads the same: it is what makes tiny sentences cheap. For guards that take their words from `read`, look for
 * phrases of `compilePhrases` or `sentences` that reach into the new text, for terms inside a word or for words next to
 * each other, and ask nothing else of what was shown: not for those to which an earlier sentence matters.
 */
export const inContext = (
  output: Output,
  check: (both: string, from: number) => OutputVerdict,
  read?: ReadText,
): OutputVerdict => {
  const { both, from } = (read && shortTextOf(output, read)) ?? fullTextOf(output);
  const verdict = check(both, from);
  if (verdict.action === "allow" || verdict.span === undefined) return verdict;
  const [start, end] = verdict.span;
  return { ...verdict, span: [Math.max(0, start - from), Math.max(0, end - from)] };
};

type InContext = { readonly both: string; readonly from: number };

// All guards are handed the same object: what one has put together, the others need not.
let latest: { readonly output: Output; full?: InContext; short?: InContext | "none" | undefined } | undefined;

function remembered(output: Output) {
  if (latest?.output !== output) latest = { output };
  return latest;
}

function fullTextOf(output: Output): InContext {
  const known = remembered(output);
  if (known.full === undefined) {
    const context = contextOf(output.shown);
    known.full = { both: context + output.text, from: context.length };
  }
  return known.full;
}

/** Whole words only: half a word could read as another one. */
function contextOf(shown: string): string {
  const from = visibleTail(shown, longestContext);
  if (from === 0) return shown;
  const tail = shown.slice(from);
  const space = tail.search(/\s/);
  return space === -1 ? tail : tail.slice(space);
}

function shortTextOf(output: Output, read: ReadText): InContext | undefined {
  const known = remembered(output);
  if (!beginsSentence(output)) known.short = "none";
  for (const spaces of known.short === undefined ? shortContexts : []) known.short ??= shortened(output, spaces, read);
  known.short ??= "none";
  return known.short === "none" ? undefined : known.short;
}

function beginsSentence({ shown, text }: Output): boolean {
  const end = shown.slice(-longestEnd);
  return endsSentence(end + text.charAt(0), end.length);
}

/** More than `endsSentence` looks back. */
const longestEnd = 64;

/** More than checks in context see of what was shown, in visible units. */
export const furthestContext = longestContext + longestEnd;

function shortened({ shown, text }: Output, spaces: number, read: ReadText): InContext | undefined {
  const lowest = Math.max(0, shown.length - longestContext);
  const cut = cleanCut(
    shown,
    spaceBefore(shown, spaces, Math.max(lowest, shown.length - longestWord * spaces)),
    lowest,
  );
  if (cut === -1) return undefined;
  const tail = shown.slice(cut);
  // The whole context begins with white space, where there is any.
  if (/^\S+\s/.test(tail)) return undefined;
  const both = tail + text;
  // What is written from right to left is read from its other end.
  if (shown.includes("\u202e", shown.length - 8 * longestContext)) return undefined;
  // Tabs read as spaces beside characters beyond ASCII, and as tabs without them.
  if (both.includes("\t") || !read(both).every((each) => hasAllBefore(each, tail.length))) return undefined;
  return { both, from: tail.length };
}

/** Where the stretch of white space begins, or what follows a wide full stop, that is the `count`th from the end, or `lowest`. */
function spaceBefore(text: string, count: number, lowest: number): number {
  let left = count;
  for (let at = text.length - 1; at > lowest; at--) {
    const before = text.charCodeAt(at - 1);
    if (before !== 0x3002 && (text.charCodeAt(at) > 0x20 || before <= 0x20)) continue;
    left--;
    if (left === 0) return at;
  }
  return lowest;
}

/** Whether a sentence that begins after the first word, and enough words, stand before whatever reaches beyond `from`. */
function hasAllBefore(reading: Reading, from: number): boolean {
  const { tokens } = reading;
  let begins = false;
  for (let at = 0; at < tokens.length; at++) {
    begins ||= at > 0 && tokens[at]?.border === 2;
    if (rawSpan(reading, at, at + 1)[1] > from) return begins && at >= wordsBefore;
  }
  return tokens.length > wordsBefore;
}
