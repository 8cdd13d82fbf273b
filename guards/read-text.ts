import { foldedView, normalise, type View } from "../brain/text/normalise.ts";
import { cleanCut, lastWordCut } from "./clean-cut.ts";
import { visibleTail } from "./visible-tail.ts";
import { sameWord } from "./vocabulary.ts";

/** A word of a view, as rules see it. `start` and `end` are in units of the view's text. */
export type Token = {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** What stands before it: 0 a space, 1 a comma, dash, bracket or the like (or the text's start), 2 a sentence's end. */
  readonly border: 0 | 1 | 2;
  /** Exactly what stands before it, cut to 12 units. */
  readonly gap: string;
  /** Whether a question mark stands right after it. */
  readonly asked: boolean;
  /** Capitals as written: 0 none, 1 the first letter, 2 all letters. */
  readonly capitals: 0 | 1 | 2;
  /** Other spellings to try where the word is unknown: without "'s", with elongated letters shortened. */
  readonly variants: readonly string[];
};

export type Reading = { readonly view: View; readonly tokens: readonly Token[] };

/** Every distinct view of a text with its words: one reading for plain text, up to three for disguised text. */
export type ReadText = (raw: string) => readonly Reading[];

export const readText: ReadText = (raw) => {
  const { folded, deleeted, joined } = normalise(raw);
  return [...new Set([folded, deleeted, joined])].map((view) => ({ view, tokens: tokenise(raw, view) }));
};

/** Texts that guards read at a time: a sentence with little and with much before it, and its end. */
const mostRemembered = 3;

/** `readText` that remembers the latest texts, since all guards read the same ones. */
export const rememberLatest = (read: ReadText): ReadText => {
  const latest: { readonly raw: string; readonly readings: readonly Reading[] }[] = [];
  return (raw) => {
    const known = latest.find((each) => each.raw === raw);
    if (known !== undefined) return known.readings;
    const readings = read(raw);
    latest.unshift({ raw, readings });
    if (latest.length > mostRemembered) latest.pop();
    return readings;
  };
};

/** The raw [start, end) that tokens `from` to `to` (exclusive) came from. */
export const rawSpan = ({ view, tokens }: Reading, from: number, to: number): readonly [number, number] => [
  view.starts[tokens[from]?.start ?? 0] ?? 0,
  view.ends[(tokens[to - 1]?.end ?? 1) - 1] ?? 0,
];

/** No sentence ends in these, whatever mark follows: "Follow me on. Instagram". */
const neverLast = new Set(["on", "via", "my", "the", "a", "an", "at", "your", "ur", "our", "to", "with", "for", "and"]);
/** Phrases end before these where a mark stands, but their first half is not shown alone: "Message me through." */
const seldomLast = new Set(["in", "over", "through", "follow", "add", "find", "dm", "message", "me"]);

/** How much of a text's end is looked at for what is unfinished, in visible units. */
const longestTail = 160;

/** Of these many units at least the end is read first: in most texts, its last words tell enough. */
const shortTail = 24;

/**
 * Index in `text` from which on its last words may belong to what comes next, in any reading; `text.length` where they
 * do not. `unfinished` says it of the last word and of all that stands after it; single characters always may.
 */
export const unfinishedFrom = (
  text: string,
  read: ReadText,
  unfinished: (last: Token, after: string) => boolean,
): number => {
  const lowest = Math.max(0, text.length - longestTail);
  const word = lastWordCut(text);
  const alone =
    word < lowest ? undefined : unfinishedAfter(text, word, isPlain(text, word) ? readPlain : read, unfinished);
  if (alone !== undefined) return alone;
  const cut = cleanCut(text, text.length - shortTail, lowest);
  const early = cut < lowest ? undefined : unfinishedAfter(text, cut, read, unfinished);
  return early ?? unfinishedAfter(text, visibleTail(text, longestTail), read, unfinished, true) ?? text.length;
};

/** Whether a last word and what follows it are letters and marks of ASCII: then one view says what all would. */
function isPlain(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x7f || (unit < 0x20 && unit !== 0x0a) || (unit >= 0x30 && unit <= 0x39)) return false;
  }
  return true;
}

const readPlain: ReadText = (raw) => {
  const view = foldedView(raw);
  return [{ view, tokens: tokenise(raw, view) }];
};

/** `undefined` where it takes more than the text from `cut` on to tell. */
function unfinishedAfter(
  text: string,
  cut: number,
  read: ReadText,
  unfinished: (last: Token, after: string) => boolean,
  all = false,
): number | undefined {
  let open = text.length;
  for (const reading of read(text.slice(cut))) {
    const { view, tokens } = reading;
    const last = tokens.at(-1);
    if (last === undefined) {
      if (!all) return undefined;
      continue;
    }
    let from = tokens.length - (unfinished(last, view.text.slice(last.end)) ? 1 : 0);
    while (from > 0 && tokens[from - 1]?.word.length === 1) from--;
    if (from === 0 && !all) return undefined;
    if (from < tokens.length) open = Math.min(open, cut + rawSpan(reading, from, from + 1)[0]);
  }
  return open;
}

/** Whether the next word may belong to the sentence of `last`; `after` is all that stands between the two. */
export const mayGoOn = ({ word }: Token, after: string): boolean =>
  seldomLast.has(word) || borderOf(after, neverLast.has(word)) < 2;

function tokenise(raw: string, view: View): Token[] {
  const { text } = view;
  const tokens: Token[] = [];
  let open = false;
  let at = 0;
  let last = 0;
  while (at < text.length) {
    if (!isWord(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at++;
    while (at < text.length && (isWord(text.charCodeAt(at)) || joins(text, at))) at++;
    const word = sameWord(text.slice(start, at));
    const gap = start === last + 1 && text.charCodeAt(last) === 0x20 ? " " : text.slice(last, start);
    tokens.push({
      word,
      start,
      end: at,
      gap: gap.length > 12 ? gap.slice(-12) : gap,
      asked: isAsked(text, at),
      border: tokens.length === 0 ? 1 : borderOf(gap, open),
      capitals: capitalsIn(raw, view.starts[start] ?? 0, view.ends[at - 1] ?? 0),
      variants: variantsOf(word),
    });
    open = neverLast.has(word);
    last = at;
  }
  return tokens;
}

/** A question mark within four units, with no sentence's end, line or word before it. */
function isAsked(text: string, at: number): boolean {
  for (let mark = at; mark < at + 4; mark++) {
    const unit = text.charCodeAt(mark);
    if (unit === 0x3f) return true;
    if (unit >= 0x80) return asked.test(text.slice(at, at + 4));
    if (Number.isNaN(unit) || unit === 0x0a || isWord(unit) || (unit >= 0x41 && unit <= 0x5a)) break;
    if ((unit === 0x2e || unit === 0x21) && mark < at + 3 && /\s/.test(text.charAt(mark + 1))) break;
  }
  return false;
}

const asked = /^(?:(?![.!?]\s|[\n\u3002])[^\p{L}\p{N}]){0,3}\?/u;

function isWord(unit: number): boolean {
  if (unit < 0x80) return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39);
  return (
    unit >= 0xc0 &&
    unit !== 0xd7 &&
    unit !== 0xf7 &&
    !(unit >= 0x2000 && unit < 0x2c00) &&
    !isSurrogate(unit) &&
    !(unit >= 0x3000 && unit < 0x3040) &&
    unit !== 0xfffd
  );
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

/** Apostrophes inside words ("don't"), points and colons inside numbers ("7.30"). */
function joins(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  if (unit === 0x27) return isWord(next) && !isDigit(next);
  if (unit === 0x2e || unit === 0x3a) return isDigit(text.charCodeAt(at - 1)) && isDigit(next);
  return false;
}

function borderOf(gap: string, open: boolean): 0 | 1 | 2 {
  if (gap === " " || gap === "") return 0;
  if (/[.!?;\u3002\uff01\uff1f]/.test(gap)) return gap === "." || open ? 1 : 2;
  const line = gap.indexOf("\n");
  // A blank line ends a sentence; a line alone may end anywhere in one.
  if (line !== -1) return /^\s*\n/.test(gap.slice(line + 1)) && !open ? 2 : 1;
  return /[,:\-–—()[\]"/|*~_<>\u00ab\u00bb]/.test(gap) ? 1 : 0;
}

function capitalsIn(raw: string, from: number, to: number): 0 | 1 | 2 {
  // Most words are small ASCII letters, and need no string to be made.
  let at = from;
  while (at < to && isSmall(raw.charCodeAt(at))) at++;
  return at === to ? 0 : capitalsOf(raw.slice(from, to));
}

const isSmall = (unit: number): boolean =>
  unit === 0x27 || (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39);

function capitalsOf(written: string): 0 | 1 | 2 {
  const lower = written.toLowerCase();
  if (lower === written) return 0;
  if (written.toUpperCase() === written) return 2;
  return written.charAt(0) === lower.charAt(0) ? 0 : 1;
}

const none: readonly string[] = [];

function variantsOf(word: string): readonly string[] {
  const bare = word.endsWith("'s") ? word.slice(0, -2) : undefined;
  const long = word.length > 2 && word.length <= 64 && isElongated(word);
  if (!long) return bare === undefined ? none : [bare];
  return [...(bare === undefined ? none : [bare]), squeeze(word, 1), squeeze(word, 2), halve(word)];
}

/** A letter three times in a row, or every letter at least twice. */
function isElongated(word: string): boolean {
  let at = 1;
  while (at < word.length && word.charCodeAt(at) !== word.charCodeAt(at - 1)) at++;
  return at < word.length && hasLongRuns(word);
}

function hasLongRuns(word: string): boolean {
  let run = 1;
  let shortest = word.length;
  for (let at = 1; at <= word.length; at++) {
    if (word[at] === word[at - 1]) {
      run++;
      if (run === 3 && !isDigit(word.charCodeAt(at))) return true;
      continue;
    }
    shortest = Math.min(shortest, run);
    run = 1;
  }
  return shortest > 1;
}

/** Every second letter, where all come in pairs: "ttwweeeett". */
const halve = (word: string): string => (/^(?:(.)\1)+$/u.test(word) ? word.replace(/(.)\1/gu, "$1") : word);

function squeeze(word: string, longest: number): string {
  let squeezed = "";
  let run = 0;
  for (let at = 0; at < word.length; at++) {
    run = word[at] === word[at - 1] ? run + 1 : 1;
    if (run <= longest) squeezed += word.charAt(at);
  }
  return squeezed;
}
