import type { Span } from "../../brain/core/turn.ts";
import type { Compile } from "../compile-later.ts";
import { compilePhrases } from "../compile-phrases.ts";
import { accountNames, handleRequests, plainAnswers } from "../data/handle-requests.ts";
import { type Reading, rawSpan, readText, type Token } from "../read-text.ts";
import { sentencesToJudge } from "./meeting-sentences.ts";

/** How much of the user's message is read for a request, in UTF-16 units from its end. */
const longestRequest = 600;
/** Words up to which a sentence is taken for the bare answer. */
const longestAnswer = 6;

/** Tells whether a user's message asks for a handle, an account, a number or an e-mail address. */
export const handleRequest = (compile: Compile = compilePhrases): ((message: string) => boolean) => {
  const find = compile(handleRequests);
  let latest: { readonly message: string; readonly asks: boolean } | undefined;
  return (message) => {
    if (latest?.message !== message) {
      const end = message.slice(-longestRequest);
      latest = { message, asks: wantsAt.test(end) || readText(end).some(({ tokens }) => find(tokens).length > 0) };
    }
    return latest.asks;
  };
};

/** "@?", "your @". */
const wantsAt = /^\s{0,8}@\s{0,8}\??\s{0,8}$|\b(?:your|ur|the|an?)\s?@(?!\w)/i;

/** The raw span of a handle that a short sentence gives as its answer, in what is new from `fresh` on. */
export const handleInAnswer = (text: string, fresh: number): Span | undefined => {
  const [reading] = readText(text);
  if (reading === undefined) return undefined;
  for (const { start, end, from, to } of sentencesToJudge(text, fresh, reading)) {
    if (to - from > longestAnswer + 2) continue;
    const sentence = text.slice(start, end);
    const written = sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
    if (written.length > longestAnswer) continue;
    for (const { 0: shape, index } of sentence.matchAll(shaped))
      if (isHandleShape(shape)) return [start + index, start + index + shape.length];
    const lone = loneHandle(text, reading, from, to);
    if (lone !== undefined) return lone;
  }
  return undefined;
};

/** The raw span of a handle behind an account's name: "tt: veratypes", "my ig's veratypes". */
export const handleBehindName = (reading: Reading, fresh: number): Span | undefined => {
  const { tokens } = reading;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined || !(accounts.has(token.word) || token.variants.some((word) => accounts.has(word))))
      continue;
    const goesOn = tokens[at + 1]?.word === "is";
    const place = goesOn ? at + 2 : at + 1;
    const named = tokens[place];
    if (named === undefined || named.border === 2 || (tokens[place + 1]?.border ?? 2) === 0) continue;
    const mine = tokens[at - 1]?.word === "my" && (goesOn || token.word.endsWith("'s"));
    if (!(mine || (!goesOn && label.test(named.gap))) || !isUnknown(named)) continue;
    const span = rawSpan(reading, place, place + 1);
    if (span[1] > fresh) return span;
  }
  return undefined;
};

/** Names that are everyday words stand before too much else. */
const accounts: ReadonlySet<string> = new Set(
  accountNames.filter((name) => !["x", "line", "signal", "disc", "sc", "wa"].includes(name)),
);
const label = /^\s?[:=]\s?@?$/;

/** Letters with a point or line between, or with digits. */
const shaped = /(?<![\p{L}\p{N}_.])[a-z][a-z0-9]*(?:[._]{1,2}[a-z0-9]+){0,4}_?(?![\p{L}\p{N}])/giu;

function isHandleShape(shape: string): boolean {
  if (shape.length < 5 || !/[a-z]{3}/i.test(shape)) return false;
  const parts = shape.split(/[._]+/);
  // "No.Sorry" lacks a space.
  if (parts.length > 1)
    return shape.includes("_") || !(isPlain(parts[0] ?? "") || /^\p{Lu}\p{Ll}/u.test(parts[1] ?? ""));
  return /\d/.test(shape);
}

/** An unknown small word that is all of the sentence, or what it says after "it's". */
function loneHandle(text: string, reading: Reading, from: number, to: number): Span | undefined {
  const { tokens } = reading;
  for (let at = from; at < to; at++) {
    const token = tokens[at];
    if (token === undefined || !(isUnknown(token) || isTwoInOne(text.slice(...rawSpan(reading, at, at + 1))))) continue;
    const before = tokens[at - 1];
    const leads = at === from || (before !== undefined && leading.has(before.word) && token.border < 2);
    if (leads && (at === to - 1 || trailing.has(tokens[at + 1]?.word ?? ""))) return rawSpan(reading, at, at + 1);
  }
  return undefined;
}

const leading: ReadonlySet<string> = new Set([
  "it's",
  "its",
  "try",
  "i'm",
  "im",
  "under",
  "as",
  "search",
  "add",
  "called",
]);
const trailing: ReadonlySet<string> = new Set(["there", "everywhere", "too"]);

/** Five letters or more, small as written, and no word of everyday talk by its list or its ending. */
const isUnknown = ({ word, capitals }: Token): boolean =>
  word.length >= 5 && capitals === 0 && /^[a-z][a-z0-9]+$/.test(word) && !isPlain(word);

/** "VeraTypes". */
const isTwoInOne = (written: string): boolean => /^[A-Z]?[a-z]+[A-Z][A-Za-z]+$/.test(written) && !isPlain(written);

const isPlain = (word: string): boolean => {
  const small = word.toLowerCase();
  return small.length < 3 || plainAnswers.has(small) || shortWords.has(small) || ordinaryEnding.test(small);
};

const shortWords: ReadonlySet<string> = new Set(
  "yes yep nah not sad bad too far shy old new the and but you can one only just this page here none nope fine good nice well".split(
    " ",
  ),
);
const ordinaryEnding = /(?:ing|ed|ly|ness|ment|tion|sion|ful|less|able|ible|ish|ous|ward|wards|self|selves)$/;
