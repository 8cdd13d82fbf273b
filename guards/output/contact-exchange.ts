import { allow } from "../../brain/core/turn.ts";
import { findPersonalData, type PersonalDataKind } from "../../brain/text/personal-data.ts";
import { contactPhrases } from "../data/contact-exchange.ts";
import type { ReadText } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { inContext } from "./in-context.ts";
import { type FindMatches, phraseTopic } from "./phrase-topic.ts";

const category = contactPhrases.category;

const given: Readonly<Partial<Record<PersonalDataKind, string>>> = {
  phone: "gives a phone number",
  "e-mail": "gives an e-mail address",
  address: "gives a postal address",
};

/** Blocks replies that give or ask for a way to reach someone outside the page: numbers, addresses, handles, calls. */
export const contactExchange = (
  options: { readonly read?: ReadText; readonly find?: FindMatches } = {},
): StreamGuard => {
  const phrases = phraseTopic(contactPhrases, options);
  return {
    name: category,
    check: (output) => {
      const said = phrases.check(output);
      if (!("action" in said) || said.action === "block") return said;
      return inContext(output, (text, from) => {
        for (const { kind, span } of findPersonalData(text)) {
          const reason = given[kind];
          if (reason !== undefined && span[1] > from)
            return { action: "block", guard: category, category, reason, span };
        }
        return allow;
      });
    },
    openFrom: unfinishedNumber,
  };
};

/** The first digits of a number whose rest may stand in the next sentence: "555. 010. 4477". A year alone is none. */
function unfinishedNumber(text: string): number {
  const tail = Math.max(0, text.length - longestNumber);
  const last = /\+?[(\d][\d\s().\-–/]*[\s.!?]*$/.exec(text.slice(tail));
  if (last === null) return text.length;
  const digits = last[0].replace(/\D/g, "");
  return digits.length < 3 || /^(?:1\d|20)\d\d$/.test(digits) ? text.length : tail + last.index;
}

/** In UTF-16 units, with all that may part its digits. */
const longestNumber = 40;
