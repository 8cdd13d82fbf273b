import { accountNumbers, cardNumberIn, domesticAccounts } from "./bank-numbers.ts";
import { digitRuns, spellsDigits } from "./digit-runs.ts";
import { emailAddresses, mayHoldEmail } from "./email-addresses.ts";
import { foldedView, type View } from "./normalise.ts";
import { phoneNumberIn } from "./phone-numbers.ts";
import { streetAddresses } from "./street-addresses.ts";

export type PersonalDataKind = "phone" | "e-mail" | "card" | "IBAN" | "account" | "address";

/** `span` is [start, end) in UTF-16 units of the raw text. */
export type PersonalData = { readonly kind: PersonalDataKind; readonly span: readonly [start: number, end: number] };

/**
 * Phone numbers, e-mail addresses, payment cards, bank accounts and street addresses of a text, in their order and without
 * overlaps, also where digits or marks are spelled out. Linear in the text's length.
 */
export const findPersonalData = (raw: string): readonly PersonalData[] => {
  if (latest.raw !== raw) latest = { raw, found: find(raw, false) };
  return latest.found;
};

/** The same with addresses in streets that many tell of and some live in ("221B Baker Street"): for logs, not for replies. */
export const findOwnData = (raw: string): readonly PersonalData[] => {
  if (latestOwn.raw !== raw) latestOwn = { raw, found: find(raw, true) };
  return latestOwn.found;
};

/** The text with every piece of personal data replaced by its kind in brackets ("[phone]"); all else stays byte for byte. */
export const maskPersonalData = (text: string): string => {
  let masked = "";
  let copied = 0;
  for (const { kind, span } of findOwnData(text)) {
    masked += `${text.slice(copied, span[0])}[${kind}]`;
    copied = span[1];
  }
  return copied === 0 ? text : masked + text.slice(copied);
};

/** Several guards ask of one text, one after the other. */
type Found = { readonly raw: string; readonly found: readonly PersonalData[] };
let latest: Found = { raw: "", found: [] };
let latestOwn: Found = latest;

const find = (raw: string, own: boolean): readonly PersonalData[] => {
  const numbers = digits.test(raw) || spellsDigits(raw);
  if (!numbers && !mayHoldEmail(raw) && !raw.includes("＠")) return nothing;
  const { text, starts, ends } = plainDigits(foldedView(raw));
  const found: PersonalData[] = [];
  const add = (kind: PersonalDataKind, stretch: readonly [number, number] | undefined) => {
    if (stretch === undefined) return;
    found.push({ kind, span: [starts[stretch[0]] ?? 0, ends[stretch[1] - 1] ?? raw.length] });
  };
  for (const stretch of emailAddresses(text)) add("e-mail", stretch);
  if (numbers) {
    for (const stretch of accountNumbers(text)) add("IBAN", stretch);
    for (const stretch of domesticAccounts(text)) add("account", stretch);
    for (const run of mayHoldRun(text) ? digitRuns(text) : []) {
      const card = cardNumberIn(text, run);
      if (card === undefined) add("phone", phoneNumberIn(text, run));
      else add("card", card);
    }
    for (const span of streetAddresses(raw, own)) found.push({ kind: "address", span });
    if (text.length !== raw.length || beyondLatin.test(raw))
      for (const stretch of streetAddresses(withCapitals(raw, { text, starts, ends }), own)) add("address", stretch);
  }
  return found.length < 2 ? found : withoutOverlaps(found);
};

const nothing: readonly PersonalData[] = [];

const beyondLatin = /[^\0-\u024f\u2010-\u2027]/;

/** The folded text with the capitals that the raw one has: streets are told by them. */
const withCapitals = (raw: string, { text, starts }: View): string =>
  Array.from({ length: text.length }, (_, at) => {
    const written = String.fromCodePoint(raw.codePointAt(starts[at] ?? 0) ?? 0);
    return /\p{Lu}/u.test(written) ? text.charAt(at).toUpperCase() : text.charAt(at);
  }).join("");

/** Arabic, Persian and Hindi digits, which fold to themselves. */
const otherDigits = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g;
const plainDigits = (view: View): View => ({
  ...view,
  text: view.text.replace(otherDigits, (digit) => String((digit.charCodeAt(0) + (digit < "\u0966" ? 0 : 10)) & 0xf)),
});

/** Digits of any script that folds to plain ones: fullwidth, circled, mathematical. */
const digits =
  /[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19\u2460-\u24ff\ud835\u00b2\u00b3\u00b9\u2070-\u2089]/;

/** Most numbers of a talk are a year or a price: too few digits for anything but a house. */
function mayHoldRun(text: string): boolean {
  let count = 0;
  for (let at = 0; at < text.length && count < 5; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x30 && unit <= 0x39) count++;
  }
  return count === 5 || spellsDigits(text);
}

/** What was found first stands: an account's digits are no phone number. */
function withoutOverlaps(found: readonly PersonalData[]): PersonalData[] {
  const kept: PersonalData[] = [];
  const order = found.map((each, rank) => ({ each, rank }));
  order.sort((one, other) => one.each.span[0] - other.each.span[0] || one.rank - other.rank);
  let previous: { each: PersonalData; rank: number } | undefined;
  for (const current of order) {
    if (previous !== undefined && current.each.span[0] < previous.each.span[1]) {
      if (previous.rank <= current.rank) continue;
      kept.pop();
    }
    kept.push(current.each);
    previous = current;
  }
  return kept;
}
