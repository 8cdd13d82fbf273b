import type { Span } from "../../brain/core/turn.ts";
import { findPersonalData } from "../../brain/text/personal-data.ts";
import { paymentPhrases } from "../data/off-platform-payment.ts";
import type { ReadText } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { type FindMatches, phrasesAndData } from "./phrase-topic.ts";

export type OffPlatformPaymentOptions = {
  /** The platform that payments may go through, by its name. */
  readonly platform?: string;
  readonly read?: ReadText;
  readonly find?: FindMatches;
};

/** Blocks replies that ask for, offer or arrange payment outside the page. */
export const offPlatformPayment = ({ platform, ...options }: OffPlatformPaymentOptions = {}): StreamGuard => {
  const own = platform?.toLowerCase().replace(/[^a-z]/g, "");
  const reasons = Object.fromEntries(Object.entries(paymentPhrases.reasons).filter(([group]) => group !== own));
  return phrasesAndData(
    { ...paymentPhrases, reasons },
    { ...options, findSpan: accountIn, reason: "gives an account to pay to" },
  );
};

/** A bank account, a card, a wallet of a well-known coin, or a cashtag. */
function accountIn(text: string, from: number): Span | undefined {
  const account = findPersonalData(text).find(
    ({ kind, span }) => span[1] > from && (kind === "IBAN" || kind === "card" || kind === "account"),
  );
  if (account !== undefined) return account.span;
  for (const form of text.includes("$") ? [cashtag, wallet] : mayHoldWallet.test(text) ? [wallet] : []) {
    for (const match of text.matchAll(form)) {
      const end = match.index + match[0].length;
      if (end > from) return [match.index, end];
    }
  }
  return undefined;
}

const mayHoldWallet = /0x[0-9a-f]{8}|\bbc1/i;
const wallet = /\b(?:0x[0-9a-fA-F]{40}|bc1[a-z0-9]{25,60})\b/g;
/** "$mia.types", or "$mia" where money is spoken of: a $ also stands for the letter s in a word that is hidden. */
const cashtag =
  /(?<![\p{L}\p{N}$])\$\p{L}[\p{L}\p{N}]{0,19}[._-][\p{L}\p{N}]{2,20}|(?<=\b(?:tag|cash|app|pay|send|tip|to|at|via|me|is|mine|it)\b[^\p{L}\p{N}]{0,3})\$(?!hit|ex|uck|tuff)\p{L}[\p{L}\p{N}]{2,20}(?![\p{L}\p{N}$])/gu;
