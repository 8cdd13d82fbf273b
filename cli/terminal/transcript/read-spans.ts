import type { Look, Run } from "../row.ts";
import { runOf } from "./looks.ts";
import { readAddress, readCode, readEscape } from "./read-literal-spans.ts";
import { asWritten, isWord, isWordStart, roomOf, runLength, runsOf, type Span, type SpanOptions } from "./span.ts";

/** Attempts to close one span, at most: a text made of nothing but stars costs no more than any other. */
const attempts = 8;

/** The span that a text begins with. `before` are the last characters before it; what opens no span is given back as it is. */
export const readSpan = (source: string, before: string, options: SpanOptions): Span => {
  switch (source[0]) {
    case "\\":
      return readEscape(source, options);
    case "`":
      return readCode(source, before, options);
    case "[":
    case "!":
      return readLink(source, options);
    case "h":
    case "w":
      return readAddress(source, options);
    default:
      return readEmphasis(source, before, options);
  }
};

/** All runs of a text that is whole. */
export const spansOf = (text: string, options: Omit<SpanOptions, "isEnd">): readonly Run[] =>
  takeSpans(text, "", { ...options, isEnd: true }).runs;

/** The runs of a text up to a span that may still grow, and the text from there. */
export const takeSpans = (
  text: string,
  before: string,
  options: SpanOptions,
): { runs: readonly Run[]; held: string; before: string } => {
  const runs: Run[] = [];
  let rest = text;
  let last = before;
  const pass = (length: number) => {
    last = (last + rest.slice(0, length)).slice(-2);
    rest = rest.slice(length);
  };
  for (;;) {
    const start = findSpecial(rest, last, options.isEnd);
    if (start > 0) {
      runs.push(runOf(rest.slice(0, start), options.looks));
      pass(start);
    }
    if (rest === "") return { runs, held: "", before: last };
    const span = readSpan(rest, last, options);
    if (span === undefined) return { runs, held: rest, before: last };
    runs.push(...span.runs);
    pass(span.length);
  }
};

/** Where the first character stands that may begin a span; the length where there is none. */
const findSpecial = (text: string, before: string, isEnd: boolean): number => {
  special.lastIndex = 0;
  for (let found = special.exec(text); found; found = special.exec(text)) {
    const { index } = found;
    // Half of `https://` at the end may become one.
    if (!/^[hw]/.test(found[0])) return index;
    const isInWord = isWord(index === 0 ? before : text.slice(Math.max(0, index - 2), index));
    if (!isInWord && !(isEnd && isHalf(found[0]))) return index;
  }
  return text.length;
};

const special = /[*_~`[!\\]|https?:\/\/|www\.|(?:h|ht|htt|https?|https?:|https?:\/|w|ww|www)$/g;
const isHalf = (text: string): boolean => !/[/.]$/.test(text) || text.endsWith(":/");

const readEmphasis = (source: string, before: string, options: SpanOptions): Span => {
  const { markdown, looks, isEnd, isHopeful, limit } = options;
  const marker = source[0] ?? "";
  const count = runLength(source);
  const room = roomOf(source, limit);
  const literal = () => asWritten(source, count, looks);
  if (!counts[marker]?.includes(count) || notBefore.test(before) || isWord(before) || before.endsWith(marker)) {
    return count === source.length && count <= 3 && !isEnd ? undefined : literal();
  }
  const ahead = opening.exec(source)?.[0].length ?? count;
  if (ahead === source.length && ahead <= room && !isEnd) return undefined;
  if (!isSaid(source.slice(ahead, ahead + 2))) return literal();

  let tried = 0;
  for (const { index, length } of runsOf(source, marker, count)) {
    const end = index + length;
    if (end + 1 > room && end < source.length) break;
    if (end === source.length && !isEnd) return end > room ? literal() : undefined;
    const isCloser = !/[\s\\]/.test(source[index - 1] ?? " ") && !isWordStart(source.slice(end, end + 2));
    if (!isCloser || end > room) continue;
    if (++tried > attempts) return literal();
    const token = markdown?.lexInline(source.slice(0, end))[0];
    const look = lookOf(token?.type);
    if (token && look && token.raw.length === end && "text" in token) {
      return { length: end, runs: spansOf(String(token.text), { ...options, looks: [...looks, look] }) };
    }
  }
  if (source.length > room) return literal();
  if (!isEnd) return undefined;
  const hoped = source.slice(count).replace(/[*_~]+$/, "");
  if (!isHopeful || markdown === undefined || hoped.trim() === "") return literal();
  const added: readonly Look[] = marker === "~" ? ["struck"] : (hopedLooks[count - 1] ?? []);
  return { length: source.length, runs: spansOf(hoped, { ...options, isHopeful: false, looks: [...looks, ...added] }) };
};

/** How many of a marker there may be: two underscores are part of names in programs, one tilde of a friendly tone. */
const counts: Readonly<Record<string, readonly number[]>> = { "*": [1, 2, 3], _: [1], "~": [2] };
/** Faces and formulas have markers behind these: `^_^`, `:*`, `=*`. */
const notBefore = /[\^=:;<.\-\\/@#$%&+`]$/;
/** What may stand between a marker and the words that it is for. */
const opening = /^[*_~`]+["“„‘'«¿¡([$€£¥@#+.…-]*/;
const isSaid = (text: string): boolean => /^[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text);

const hopedLooks: readonly (readonly Look[])[] = [["emphasis"], ["strong"], ["emphasis", "strong"]];

const lookOf = (type: string | undefined): Look | undefined => {
  if (type === "em") return "emphasis";
  if (type === "strong") return "strong";
  return type === "del" ? "struck" : undefined;
};

/** The text of a link, and its address behind it. */
const readLink = (source: string, options: SpanOptions): Span => {
  const { markdown, looks, isEnd, limit } = options;
  const start = source.startsWith("!") ? 1 : 0;
  if (start === 1 && source.length === 1 && !isEnd) return undefined;
  const literal = () => asWritten(source, start + 1, looks);
  if (source[start] !== "[") return asWritten(source, 1, looks);
  const room = roomOf(source, limit);
  const unknown = () => (isEnd || source.length > room ? literal() : undefined);
  const close = bracketEnd(source, start);
  if (close === undefined || close + 1 >= room) return unknown();
  if (close + 1 === source.length) return unknown();
  if (source[close + 1] !== "(") return literal();
  let tried = 0;
  for (let end = source.indexOf(")", close); end >= 0 && end < room; end = source.indexOf(")", end + 1)) {
    if (++tried > attempts) return literal();
    const token = markdown?.lexInline(source.slice(0, end + 1))[0];
    if ((token?.type !== "link" && token?.type !== "image") || token.raw.length !== end + 1) continue;
    const text = source.slice(start + 1, close);
    const address = source.slice(close + 2, end).trim();
    const runs = spansOf(text, { ...options, looks: [...looks, "link"] });
    const isTold = address === "" || address === text;
    return { length: end + 1, runs: isTold ? runs : [...runs, runOf(` (${address})`, looks)] };
  }
  return unknown();
};

const bracketEnd = (source: string, start: number): number | undefined => {
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "[") depth++;
    else if (source[at] === "]" && --depth === 0) return at;
  }
  return undefined;
};
