import { isDigitWord } from "../../brain/text/digit-runs.ts";

/** In UTF-16 units: how much of a text's end is looked at; longer than a number in words. */
const longestTail = 160;
/** Between the parts of one number, and in one of them. */
const widestGap = 8;
const longestGroup = 24;

/**
 * Index from which on the end of a text may be the beginning of a number, an account or an address whose rest stands in
 * the next sentence: "555. 010. 4477", "five five. five", "12 Rose. Street"; `text.length` where it is none. A year alone
 * is none, nor is a word such as "oh".
 */
export const unfinishedData = (text: string): number => {
  if (latest.text !== text) latest = { text, from: find(text) };
  return latest.from;
};

/** Several guards ask of one text, one after the other. */
let latest = { text: "", from: 0 };

function find(text: string): number {
  const tail = Math.max(0, text.length - longestTail);
  const end = text.slice(tail);
  const from = /\d/.test(end) ? [numberStart(end), ...led.map((form) => startOf(form, end))] : [numberStart(end)];
  return tail + Math.min(...from, ...streets.map((form) => startOf(form, end)));
}

const startOf = (form: RegExp, end: string): number => form.exec(end)?.index ?? end.length;

/** Where the groups of digits begin that nothing but marks follows. */
function numberStart(end: string): number {
  let start = end.length;
  let written = "";
  let spelled = 0;
  for (let at = end.length; ; ) {
    const gapEnd = at;
    while (at > 0 && !isWord.test(end.charAt(at - 1))) at--;
    if (start < end.length && gapEnd - at > widestGap) break;
    const wordEnd = at;
    while (at > 0 && wordEnd - at <= longestGroup && isWord.test(end.charAt(at - 1))) at--;
    const word = end.slice(at, wordEnd).toLowerCase();
    const isNumber = /^[\do]+$/.test(word) && /\d/.test(word);
    if (!isNumber && !isDigitWord(word)) break;
    if (isNumber) written += word;
    else if (!ordinary.has(word) || spelled > 0) spelled++;
    start = at;
  }
  const counts = spelled > 0 || (written.length > 1 && !/^(?:1\d|20)\d\d$/.test(written));
  return counts ? start - (/[+(]{0,3}$/.exec(end.slice(0, start))?.[0].length ?? 0) : end.length;
}

const isWord = /[\p{L}\p{N}]/u;

const ordinary: ReadonlySet<string> = new Set(
  "o oh one un um uma uno due sei tre acht null sept meia nought".split(" "),
);

const led = [
  // An account: "DE89. 3704".
  /(?<![a-z0-9])[a-z]{2}\d\d[a-z0-9 .-]{0,40}$/iu,
  // A house number and a street's name: "12 Rose. Street".
  /(?<![\p{L}\p{N}])\d{1,5}[a-d]?,?\s\p{Lu}[\p{L}'’.-]{0,24}\s?(?:\p{Lu}[\p{L}'’.-]{0,24}\s?){0,2}[\s.]{0,4}$/u,
];
const streets = [
  // A street's name and a house number: "Lindenstr. 5", "Rua Augusta. 12".
  /\p{Lu}[\p{L}-]{1,30}(?:stra(?:ß|ss)e|str|weg|platz|allee|gasse|ufer|damm)[\s.]{0,4}$/u,
  /(?<![\p{L}\p{N}])(?:rua|calle|avenida|praça|plaza|travessa|via|viale|piazza|rue)\s[\p{L}'’. -]{0,40}$/iu,
];
