import type { DigitRun } from "./digit-runs.ts";

/** [start, end) of the payment card's number in a run of digits; without a right check digit only near the word "card". */
export const cardNumberIn = (text: string, run: DigitRun): readonly [number, number] | undefined => {
  for (let from = 0; from < run.length; from++) {
    const first = run[from]?.digits.length ?? 0;
    if (first !== 4 && first !== 8 && first < 13) continue;
    let digits = "";
    let shape = "";
    for (let to = from; to < Math.min(run.length, from + mostGroups); to++) {
      const group = run[to];
      if (group === undefined || (to > from && !/^ ?[ -]? ?$/.test(group.gap))) break;
      digits += group.digits;
      shape += group.digits.length;
      if (digits.length < 13 || !cardShapes.test(shape)) continue;
      if (!issued.test(digits) || new Set(digits).size < 2) continue;
      const start = run[from]?.start ?? 0;
      if (!passesLuhn(digits) && !(digits.length >= 15 && nearCard(text, start, group.end))) continue;
      if (/\bisbn\b/.test(text.slice(Math.max(0, start - 20), start))) continue;
      return [start, group.end];
    }
  }
  return undefined;
};

/** [start, end) of every account number of the international form whose length and check digits are right. */
export const accountNumbers = (text: string): (readonly [number, number])[] => {
  const found: (readonly [number, number])[] = [];
  for (const match of text.matchAll(accountStart)) {
    const length = accountLengths.get(match[1] ?? "");
    if (length === undefined) continue;
    let number = "";
    let at = match.index;
    for (let gap = 0; at < text.length && number.length < length && gap < 3; at++) {
      const unit = text.charAt(at);
      if (/[a-z0-9]/.test(unit)) {
        number += unit;
        gap = 0;
      } else if (/[ \-.]/.test(unit)) gap++;
      else break;
    }
    if (number.length === length && !/[a-z0-9]/.test(text.charAt(at)) && remainder(number) === 1)
      found.push([match.index, at]);
  }
  return found;
};

/** [start, end) of sort codes, and of digits that are said to be an account's: "sort code 12-34-56 account 12345678". */
export const domesticAccounts = (text: string): (readonly [number, number])[] =>
  [sortCode, sortCodeWithAccount, saidAccount].flatMap((form) =>
    [...text.matchAll(form)].map((match): readonly [number, number] => {
      const number = match[1] ?? "";
      const end = match.index + match[0].length;
      return [end - number.length, end];
    }),
  );

const isLead = "\\s?(?:numbers?|nr|no\\.?)?\\s?(?:is|=|:|#)?\\s?:?\\s?";
const sixDigits = "\\d\\d[ -]?\\d\\d[ -]?\\d\\d";
const sortCode = new RegExp(`\\bsort\\s?code${isLead}(${sixDigits}(?:[ ,/]{1,2}\\d{8})?)(?![\\d-])`, "g");
const sortCodeWithAccount = /(?<![\d.,/-])(\d\d-\d\d-\d\d[ ,/]{1,2}\d{8})(?![\d.,-])/g;
const saidAccount = new RegExp(
  `\\b(?:account|acct|acc|a/c|routing|konto|kontonummer|cuenta|compte|conta|conto)${isLead}(?!(?:19|20)\\d\\d[ -])(\\d(?:[ -]?\\d){5,16})(?![\\d-]|[.,:/]\\d)`,
  "g",
);

/** Lengths of the groups of digits, one after the other. */
const cardShapes = /^(?:1[3-9]|4444|44443|4441|465|464|88)$/;
const mostGroups = 5;
/** What the numbers of cards in use begin with, by length. */
const issued =
  /^(?:4\d{12}|4\d{15}|4\d{18}|5[1-5]\d{14}|2[2-7]\d{14}|6\d{15}|6\d{18}|3[47]\d{13}|3[068]\d{12}|35\d{14})$/;

/** Luhn's check: every second digit from the right doubled, the sum a multiple of ten. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 0x30;
    const doubled = at % 2 === 1 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const nearCard = (text: string, start: number, end: number): boolean =>
  /\b(?:card|visa|mastercard|amex|tarjeta|carte|karte|cartao|carta|cvv|cvc)\b/.test(
    text.slice(Math.max(0, start - 40), end + 20),
  );

const accountStart = /(?<![a-z0-9])([a-z]{2})\d\d[ -]?[a-z0-9]/g;

/** Length of an account number by country (ISO 13616 registry), where it is in use for payments. */
const accountLengths = new Map(
  Object.entries({
    ...{ ad: 24, ae: 23, at: 20, be: 16, bg: 22, br: 29, ch: 21, cy: 28, cz: 24, de: 22, dk: 18, ee: 20, es: 24 },
    ...{ fi: 18, fr: 27, gb: 22, gi: 23, gr: 27, hr: 21, hu: 28, ie: 22, il: 23, is: 26, it: 27, li: 21, lt: 20 },
    ...{ lu: 20, lv: 21, mc: 27, mt: 31, nl: 18, no: 15, pl: 28, pt: 25, ro: 24, rs: 22, sa: 24, se: 24, si: 19 },
    ...{ sk: 24, sm: 27, tr: 26, ua: 29 },
  }),
);

/** The number modulo 97, its first four characters moved to the end and its letters read as 10 to 35. */
function remainder(number: string): number {
  let rest = 0;
  for (const character of number.slice(4) + number.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
