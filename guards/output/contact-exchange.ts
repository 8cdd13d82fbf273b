import { allow } from "../../brain/core/turn.ts";
import { findPersonalData, type PersonalDataKind } from "../../brain/text/personal-data.ts";
import { contactPhrases } from "../data/contact-exchange.ts";
import type { ReadText } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { inContext } from "./in-context.ts";
import { type FindMatches, phraseTopic } from "./phrase-topic.ts";
import { unfinishedData } from "./unfinished-data.ts";

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
    near: true,
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
    openFrom: unfinishedData,
  };
};
