import { confusables } from "./confusables.ts";

/** What the user may send at once, in UTF-16 units; the rest is cut. */
export const longestMessage = 20_000;

/** A text as rules read it. `starts[i]` and `ends[i]` are the raw [start, end) in UTF-16 units of its unit `i`. */
export type View = { readonly text: string; readonly starts: Int32Array; readonly ends: Int32Array };

/** Three readings of one text. `deleeted` and `joined` are the same object as `folded` where they would not differ. */
export type Views = {
  /** Lower case, compatibility forms and lookalike letters as ASCII, without marks and invisible characters. */
  readonly folded: View;
  /** `folded`, with digits and symbols inside words read as the letters they stand for. */
  readonly deleeted: View;
  /** `deleeted`, with runs of single characters written together: "i n s t a", "I.N.S.T.A.". */
  readonly joined: View;
};

/** What the guards read of a text. Linear in its length: each reading is one pass. */
export const normalise = (raw: string): Views => {
  const folded = fold(raw);
  const deleeted = deleet(folded);
  return { folded, deleeted, joined: joinSingles(deleeted) };
};

/** The folded reading alone. */
export const foldedView = (raw: string): View => fold(raw);

/**
 * The user's message as the turn uses it: NFC, line ends as \n, no control characters but \n and \t, no bidirectional
 * overrides, lone surrogates as U+FFFD, no white space at its end; at most `longestMessage` units.
 */
export const cleanMessage = (raw: string): { text: string; truncated: boolean } => {
  // Cut before the work, with room for what falls away, so that a huge message costs no more than a long one.
  const considered = raw.slice(0, 2 * longestMessage);
  const text = considered
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(/\r\n?/g, "\n")
    .replace(unwanted, "")
    .normalize("NFC")
    .trimEnd();
  const truncated = text.length > longestMessage || considered.length < raw.length;
  return {
    text: text
      .slice(0, longestMessage)
      .replace(/\p{Surrogate}$/u, "")
      .trimEnd(),
    truncated,
  };
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const unwanted = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Marks, variation selectors, format characters, soft hyphens: nothing that a reader sees on its own. */
const invisible = /^(?:\p{M}|[\p{Cf}\u115f\u1160\u3164\uffa0\u2800])$/u;
const plain = /^[\t\n\x20-\x7e]*$/;
const quotes: Readonly<Record<string, string>> = { "‘": "'", "’": "'", ʼ: "'", "´": "'", "`": "'", "“": '"', "”": '"' };

function fold(raw: string): View {
  if (plain.test(raw)) return identityView(raw);
  const view = viewBuilder();
  let kept = 0;
  for (let at = 0; at < raw.length; ) {
    if (isItself(raw.charCodeAt(at))) {
      at++;
      continue;
    }
    view.keep(raw, kept, at);
    const code = raw.codePointAt(at) ?? 0;
    const width = code > 0xffff ? 2 : 1;
    const folded = foldCodePoint(code);
    // What follows invisibly belongs to the letter before it, so that a span covers a mark together with its letter.
    if (folded === "") view.extend(at + width);
    else view.add(folded, at, at + width);
    at += width;
    kept = at;
  }
  view.keep(raw, kept, raw.length);
  return view.build();
}

/** By UTF-16 unit: 1 what folds to itself, 2 what does not; 0 where that was not asked yet. */
const itself = new Uint8Array(0x10000);

function isItself(unit: number): boolean {
  const known = itself[unit] ?? 0;
  if (known !== 0) return known === 1;
  // A surrogate is half a code point.
  const answer = !(unit >= 0xd800 && unit <= 0xdfff) && foldCodePoint(unit) === String.fromCharCode(unit);
  itself[unit] = answer ? 1 : 2;
  return answer;
}

function identityView(raw: string): View {
  const count = Math.max(raw.length + 1, 1024);
  if (identity.length < count) identity = Int32Array.from({ length: 2 * count }, (_, at) => at);
  const text = raw.toLowerCase().replaceAll("`", "'");
  return { text, starts: identity.subarray(0, raw.length), ends: identity.subarray(1, raw.length + 1) };
}

/** 0, 1, 2, …: what plain texts map by. Grows with the longest of them. */
let identity = new Int32Array();

/** Few code points beyond ASCII are in use at a time; each is folded once. */
const folds = new Map<number, string>();
const mostFolds = 32_768;

function foldCodePoint(code: number): string {
  const known = folds.get(code);
  if (known !== undefined) return known;
  const folded = foldAnew(code);
  if (folds.size >= mostFolds) folds.clear();
  folds.set(code, folded);
  return folded;
}

/** In units: "rad/s2" is the longest of those that hold letters of ours. */
const longestFold = 7;

function foldAnew(code: number): string {
  const character = String.fromCodePoint(code);
  // Ideographs, Hangul and private use stay what they are; there are too many of them to ask one by one.
  if ((code >= 0x3400 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xe000 && code <= 0xf8ff))
    return character;
  const quote = quotes[character];
  if (quote !== undefined) return quote;
  if (code === 0x0a) return "\n";
  if (code >= 0x2028 && code <= 0x2029) return "\n";
  if (/^[\s\p{Z}]$/u.test(character)) return " ";
  const lookalike = confusables.get(code);
  if (lookalike !== undefined) return lookalike;
  if (invisible.test(character)) return "";
  let folded = "";
  for (const part of character.normalize("NFKD")) {
    if (invisible.test(part)) continue;
    const lower = confusables.get(part.codePointAt(0) ?? 0) ?? part.toLowerCase();
    folded += confusables.get(lower.codePointAt(0) ?? 0) ?? lower;
  }
  // An Arabic sign is eighteen letters long: nothing is hidden in it, and a text must not grow so much.
  if (folded.length > longestFold) return character;
  return folded.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** Digits and symbols inside a word, and the letter each is written for. */
const leet: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "6": "g",
  "7": "t",
  "8": "b",
  "9": "g",
  "@": "a",
  $: "s",
  "!": "i",
  "|": "i",
  "¡": "i",
  "+": "t",
  "€": "e",
  "£": "l",
  "¢": "c",
  "(": "c",
};
const isLetter = (unit: string): boolean => {
  const code = unit.charCodeAt(0);
  return code < 0x80 ? code >= 0x61 && code <= 0x7a : kindOf(code, unit) === letterKind;
};
const isWordCharacter = (unit: string): boolean => {
  const code = unit.charCodeAt(0);
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
  return kindOf(code, unit) <= digitKind;
};

const [letterKind, digitKind, otherKind] = [1, 2, 3];
/** By UTF-16 unit; 0 where that was not asked yet. */
const unitKinds = new Uint8Array(0x10000);

function kindOf(code: number, unit: string): number {
  const known = unitKinds[code] ?? 0;
  if (known !== 0) return known;
  const kind = /^\p{L}$/u.test(unit) ? letterKind : /^\p{N}$/u.test(unit) ? digitKind : otherKind;
  unitKinds[code] = kind;
  return kind;
}
/** Times, ordinals and amounts: "7pm", "2nd", "5k". */
const amount =
  /^[^\p{L}\p{N}]*\d+([.:]\d+)?(am|pm|ish|st|nd|rd|th|k|m|h|hrs?|mins?|x|yo|s|d|ft|lbs?|g|kg|oz|l|b|w|km|mi)?[^\p{L}\p{N}]*$/u;

/** "f8", also for "f/8" with its mark left out. */
const aperture = /^f\d{1,2}$/;

/** A symbol or digit next to a letter: without one, nothing is written in leet. */
const besideLetter = /\p{L}[0-9@$!|¡+€£¢(]|[0-9@$!|¡+€£¢(]\p{L}/u;

function deleet(view: View): View {
  const { text } = view;
  if (!besideLetter.test(text)) return view;
  let units: string[] | undefined;
  for (const [from, to] of words(text)) {
    const word = text.slice(from, to);
    if (!/\p{L}/u.test(word) || (word.length < 24 && amount.test(word)) || aperture.test(word)) continue;
    for (let at = from; at < to; at++) {
      const letter = leet[text.charAt(at)];
      if (letter === undefined || !readsAsLetter(text, at, from, to)) continue;
      units ??= Array.from({ length: text.length }, (_, index) => text.charAt(index));
      units[at] = letter;
    }
  }
  return units === undefined ? view : { ...view, text: units.join("") };
}

/** Whether the symbol or digit at `at` can stand for a letter there: "inst@" and "$nap", not "@bella" or "wow!". */
function readsAsLetter(text: string, at: number, from: number, to: number): boolean {
  const symbol = text.charAt(at);
  const after = at + 1 < to && isWordCharacter(text.charAt(at + 1));
  const before = at > from && isWordCharacter(text.charAt(at - 1));
  if (symbol >= "0" && symbol <= "9") return true;
  if (symbol === "@") return before;
  if (symbol === "(") return before && after;
  // A sign at a word's beginning stands free: in "al()|\|g" it is part of a drawn letter.
  return after && (at > from || !/[^\s"'([{@#_*~]/.test(text.charAt(at - 1)));
}

/** "f/8": a number of photographers, no hidden "fb". */
const isAperture = (text: string, [first = 0, second = 0]: readonly number[]): boolean =>
  text.charAt(first) === "f" &&
  second === first + 2 &&
  text.charAt(first + 1) === "/" &&
  /[0-9]/.test(text.charAt(second));

type Run = { readonly singles: number[]; readonly breaks: boolean[] };

/** Longest stretch, in units, between two letters that are still read as one word. */
const widestGap = 8;

function joinSingles(view: View): View {
  const { text } = view;
  const runs = findRuns(text);
  if (runs.length === 0) return view;
  const joined = viewBuilder();
  let copied = 0;
  for (const { singles, breaks } of runs) {
    joined.copy(view, copied, singles[0] ?? 0);
    singles.forEach((at, index) => {
      if (breaks[index]) joined.add(" ", view.starts[at - 1] ?? 0, view.ends[at - 1] ?? 0);
      joined.add(leet[text.charAt(at)] ?? text.charAt(at), view.starts[at] ?? 0, view.ends[at] ?? 0);
    });
    copied = (singles.at(-1) ?? 0) + 1;
  }
  joined.copy(view, copied, text.length);
  return joined.build();
}

/** Runs of two or more single characters. `breaks[i]`: a word ends before single `i` ("o n  s.n.a.p"). */
function findRuns(text: string): Run[] {
  const runs: Run[] = [];
  let singles: number[] = [];
  let spaced: boolean[] = [];
  const close = () => {
    if (
      singles.length > 1 &&
      singles.some((at) => isLetter(text.charAt(at))) &&
      isOneWord(text, singles) &&
      !isAperture(text, singles)
    ) {
      const inner = spaced.slice(1);
      const mixed = inner.includes(true) && inner.includes(false);
      runs.push({ singles, breaks: spaced.map((hasSpace, index) => index > 0 && mixed && hasSpace) });
    }
    singles = [];
    spaced = [];
  };
  let at = 0;
  while (at < text.length) {
    if (!isWordCharacter(text.charAt(at)) && !isLoneSymbol(text, at)) {
      at++;
      continue;
    }
    const start = at++;
    if (isWordCharacter(text.charAt(start))) while (at < text.length && continuesWord(text, at)) at++;
    const last = singles.at(-1);
    if (at - start > 1) close();
    else {
      if (last !== undefined && start - last - 1 > widestGap) close();
      spaced.push(last !== undefined && /\s/.test(text.slice(last + 1, start)));
      singles.push(start);
    }
  }
  close();
  return runs;
}

/** Runs this short may be what stands left of a word with letters starred ("s*c*nd", "d*m**s"). */
const shortRun = 4;

/** Whether a short run ends where its marks end and has the same ones throughout. */
function isOneWord(text: string, singles: readonly number[]): boolean {
  const [first = 0, second = 0] = singles;
  const last = singles.at(-1) ?? 0;
  const gap = text.slice(first + 1, second).trim();
  if (singles.length > shortRun || gap === "") return true;
  const follows = text.startsWith(gap, last + 1) && isWordCharacter(text.charAt(last + 1 + gap.length));
  const precedes = text.endsWith(gap, first) && isWordCharacter(text.charAt(first - gap.length - 1));
  if (follows || precedes) return false;
  return singles.every((at, index) => index === 0 || text.slice((singles[index - 1] ?? 0) + 1, at).trim() === gap);
}

/** "let's" is one word, so that its s begins no run. */
const continuesWord = (text: string, at: number): boolean =>
  isWordCharacter(text.charAt(at)) ||
  (text.charAt(at) === "'" && isWordCharacter(text.charAt(at - 1)) && isWordCharacter(text.charAt(at + 1)));

const isLoneSymbol = (text: string, at: number): boolean => {
  const symbol = text.charAt(at);
  if (symbol !== "@" && symbol !== "$") return false;
  return !/\S/.test(text.charAt(at - 1)) && !/\S/.test(text.charAt(at + 1));
};

/** Stretches of letters, digits and symbols that can stand for letters. */
function* words(text: string): Generator<[from: number, to: number]> {
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    const unit = text.charAt(at);
    if (at < text.length && (isWordCharacter(unit) || leet[unit] !== undefined)) continue;
    if (at > from) yield [from, at];
    from = at + 1;
  }
}

/** Where views are built, one after the other: room for each of its own would cost more than the work. */
let starts = new Int32Array(1024);
let ends = new Int32Array(1024);

function viewBuilder() {
  let built = "";
  let length = 0;
  const makeRoom = (more: number): void => {
    if (length + more <= starts.length) return;
    const wider = new Int32Array(2 * (length + more));
    wider.set(starts);
    starts = wider;
    const wide = new Int32Array(wider.length);
    wide.set(ends);
    ends = wide;
  };
  return {
    add(text: string, start: number, end: number): void {
      makeRoom(text.length);
      built += text;
      for (const to = length + text.length; length < to; length++) {
        starts[length] = start;
        ends[length] = end;
      }
    },
    /** Units [from, to) of a raw text as they are. */
    keep(raw: string, from: number, to: number): void {
      if (to <= from) return;
      makeRoom(to - from);
      built += raw.slice(from, to);
      for (let at = from; at < to; at++, length++) {
        starts[length] = at;
        ends[length] = at + 1;
      }
    },
    /** Units [from, to) of a view as they are. */
    copy(view: View, from: number, to: number): void {
      if (to <= from) return;
      makeRoom(to - from);
      built += view.text.slice(from, to);
      starts.set(view.starts.subarray(from, to), length);
      ends.set(view.ends.subarray(from, to), length);
      length += to - from;
    },
    /** Lets the last unit reach to `end`. */
    extend(end: number): void {
      if (length > 0) ends[length - 1] = end;
    },
    build(): View {
      return { text: built, starts: starts.slice(0, length), ends: ends.slice(0, length) };
    },
  };
}
