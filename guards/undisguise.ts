import type { View } from "../brain/text/normalise.ts";
import { otherScripts, signs, symbols, turned } from "./data/disguises.ts";

/**
 * What a text may have been before it was disguised: raw texts to be read like any other, each mapped to the units of `raw`.
 * - codes (`&#105;`, `%69`, `\u0069`), signs drawn of several characters (`|\|`), symbols and letters of other scripts
 *   that look like letters, words upside down or written from right to left, all read as what they stand for;
 * - the same without the marks inside words (`t(e)l(e)g(r)a(m)`, `*dis*cord`);
 * - the same with digits read as the other letter that they look like (`what5a99`).
 * None for a text in which nothing of the kind stands, which one look finds out. Linear in the length of the text.
 */
export const undisguise = (raw: string): readonly View[] => {
  if (!isSuspicious(raw)) return none;
  const decoded = rewrite(rewrite(identity(raw), code, decode), chunk, undraw);
  const stripped = rewrite(decoded, innerMarks, () => "");
  const otherDigits = rewrite(stripped, digitInWord, (digit) => secondLook[digit] ?? digit);
  // Each step keeps what the one before it has read; so of a text that is no message the last is enough.
  const views = raw.length > longestSentence ? [otherDigits] : [decoded, stripped, otherDigits];
  return [...new Set(views)].filter(({ text }) => text !== raw);
};

/** In UTF-16 units: sentences are shorter, and the gate cuts them at 400. */
export const longestSentence = 2_000;

const none: readonly View[] = [];

/** Whether anything in a text calls for a second look; one pass, since nearly every text is plain. */
function isSuspicious(text: string): boolean {
  // Signs that may be letters, in the stretch without white space that is being read.
  let drawn = 0;
  // Whether that stretch holds a letter.
  let lettered = false;
  let previous = space;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const kind = unit < 0x80 ? (kinds[unit] ?? 0) : 0;
    if (kind === word) {
      if (isLatin(unit)) lettered = true;
      else if ((unit === 0x36 || unit === 0x39) && (lettered || isLatin(text.charCodeAt(at + 1)))) return true;
    } else if (kind === space) {
      drawn = 0;
      lettered = false;
    } else if (unit >= 0x80) {
      if (unit === 0x202e || strange.has(text.codePointAt(at) ?? 0)) return true;
    } else if (kind === mark) {
      const next = kinds[text.charCodeAt(at + 1)] ?? 0;
      if (previous === word && (next === word || (next === mark && unit !== 0x21))) return true;
      const closes = unit === 0x21 || unit === 0x28;
      if (signUnits.has(unit) && !(closes && (next === space || at + 1 === text.length)) && ++drawn > 1) return true;
      if (unit === 0x26 && (next === word || text.charAt(at + 1) === "#")) return true;
      if (unit === 0x25 && next === word) return true;
      if (unit === 0x5c) return true;
    } else if (unit === 0x27 && previous === word && text.charAt(at + 2) === "'") return true;
    previous = kind;
  }
  return false;
}

const [space, word, mark] = [1, 2, 3];
const kinds: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) => {
  if (unit <= 0x20) return space;
  const sign = String.fromCharCode(unit);
  if (/[a-z0-9]/i.test(sign)) return word;
  return '*_~`|"()[]{}<>+^$!@#=/\\&%'.includes(sign) ? mark : 0;
});
const signUnits = new Set([..."$@!+|("].map((sign) => sign.charCodeAt(0)));
const strange = new Set(
  [...turned.keys(), ...otherScripts.keys(), ...symbols.keys()].map((sign) => sign.codePointAt(0) ?? 0),
);
const isLatin = (unit: number): boolean => (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;

const code =
  /&#x?[0-9a-f]{1,6};?|&[a-z]{2,6};|(?:%[0-9a-f]{2})+|\\u\{?[0-9a-f]{4,5}\}?|\\x[0-9a-f]{2}|<\/?[a-z]{1,10}\/?>|\u202e[^\u202c\n]*\u202c?/giu;
const named: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
  "&nbsp;": " ",
  "&shy;": "",
  "&period;": ".",
  "&sol;": "/",
};

function decode(found: string): string {
  if (found.startsWith("\u202e")) return [...found.slice(1).replace("\u202c", "")].reverse().join("");
  if (found.startsWith("<")) return "";
  if (found.startsWith("%")) return fromPercent(found);
  const entity = named[found.toLowerCase()];
  if (entity !== undefined) return entity;
  const digits = /^(?:&#x|\\u\{?|\\x)([0-9a-f]+)/iu.exec(found)?.[1];
  const decimal = /^&#([0-9]+)/.exec(found)?.[1];
  const point = digits !== undefined ? Number.parseInt(digits, 16) : decimal !== undefined ? Number(decimal) : 0;
  return point >= 0x20 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)
    ? String.fromCodePoint(point)
    : found;
}

function fromPercent(found: string): string {
  try {
    return decodeURIComponent(found);
  } catch {
    return found;
  }
}

const chunk = /\S+/gu;
const hasTurned = new RegExp(`[${[...turned.keys()].filter((letter) => letter > "\u007f").join("")}]`, "u");
const hasForeign = new RegExp(`[${[...otherScripts.keys()].join("")}]`, "u");
const sign = new RegExp(signs.map(([drawn]) => drawn.replace(/[\\|/()[\]^$*+?.{}]/g, "\\$&")).join("|"), "gu");
const letterOf = new Map(signs);
const symbolIn = new RegExp(
  `[${[...symbols.keys()].map((symbol) => symbol.replace(/[\\\]^-]/g, "\\$&")).join("")}]`,
  "gu",
);
/** What ends a sentence or closes a bracket is no letter. */
const trailing = /[!?.,;:)\]|"'*]*$/u;

/** A stretch without white space, its drawn letters written as such. */
function undraw(found: string): string {
  // A longer stretch is no word.
  if (found.length > longestChunk) return found;
  if (hasTurned.test(found)) {
    // Only where it makes sense as a whole: each letter is one that has a turned form.
    return [...found]
      .map((letter) => turned.get(letter) ?? letter)
      .reverse()
      .join("");
  }
  const written = hasForeign.test(found)
    ? [...found].map((letter) => otherScripts.get(letter) ?? letter).join("")
    : found;
  const end = trailing.exec(written)?.[0] ?? "";
  const body = written.slice(0, written.length - end.length);
  const drawn = /[|\\/(_]/.test(body) ? body.replace(sign, (each) => letterOf.get(each) ?? each) : body;
  const inside = drawn.match(symbolIn);
  if (inside === null) return drawn + end;
  const rare = inside.some((symbol) => symbol > "\u007f");
  // One "@" or "$" is a handle or a price; signs alone are no word, unless none is on a keyboard.
  if (inside.length < 2 && !rare) return drawn + end;
  if (!/\p{L}/u.test(drawn) && !(rare && inside.length > 1)) return drawn + end;
  return drawn.replace(symbolIn, (each) => symbols.get(each) ?? each) + end;
}

const longestChunk = 200;

/** Marks between letters; apostrophes only around a single letter, since words have them too. */
const innerMarks =
  /(?<=[\p{L}\p{N}])[*_~`|"()[\]{}<>+^=/\\!@#$]{1,8}(?=[\p{L}\p{N}])|(?<=\p{L})'(?=\p{L}')|(?<='\p{L})'(?=\p{L})/gu;

/** Not "6pm", "9th" or "16kg": with letters before them, or within a word. */
const digitInWord = /(?<=\p{L}[\p{N}$@!]{0,4})[69]|[69](?=\p{L})(?!(?:am|pm|th|st|k|kg|ft|h|m|s|x)\b)/giu;
const secondLook: Readonly<Record<string, string>> = { "6": "b", "9": "p" };

const identity = (raw: string): View => ({
  text: raw,
  starts: Int32Array.from({ length: raw.length }, (_, at) => at),
  ends: Int32Array.from({ length: raw.length }, (_, at) => at + 1),
});

/** The view with every match replaced. What a match becomes maps to the match as a whole, or unit to unit where as long. */
function rewrite(view: View, pattern: RegExp, replace: (found: string) => string): View {
  // Nothing is replaced by more than it is.
  const starts = new Int32Array(view.text.length);
  const ends = new Int32Array(view.text.length);
  let text = "";
  let copied = 0;
  const keep = (to: number) => {
    if (to === copied) return;
    starts.set(view.starts.subarray(copied, to), text.length);
    ends.set(view.ends.subarray(copied, to), text.length);
    text += view.text.slice(copied, to);
  };
  let changed = false;
  for (const match of view.text.matchAll(pattern)) {
    const from = match.index;
    const to = from + match[0].length;
    const written = replace(match[0]);
    if (written === match[0] || written.length > match[0].length) continue;
    changed = true;
    keep(from);
    copied = to;
    const unitToUnit = written.length === match[0].length;
    for (let at = 0; at < written.length; at++) {
      starts[text.length + at] = view.starts[unitToUnit ? from + at : from] ?? 0;
      ends[text.length + at] = view.ends[unitToUnit ? from + at : to - 1] ?? 0;
    }
    text += written;
  }
  if (!changed) return view;
  keep(view.text.length);
  return { text, starts: starts.subarray(0, text.length), ends: ends.subarray(0, text.length) };
}
