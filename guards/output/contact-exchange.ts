import { allow, type OutputVerdict, type Span } from "../../brain/core/turn.ts";
import { findPersonalData, type PersonalDataKind } from "../../brain/text/personal-data.ts";
import type { Compile } from "../compile-later.ts";
import { contactPhrases } from "../data/contact-exchange.ts";
import { type Reading, type ReadText, readText } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { handleBehindName, handleInAnswer, handleRequest } from "./given-handles.ts";
import { inContext } from "./in-context.ts";
import { type FindMatches, phraseTopic } from "./phrase-topic.ts";
import { unfinishedData } from "./unfinished-data.ts";

const category = contactPhrases.category;

const given: Readonly<Partial<Record<PersonalDataKind, string>>> = {
  phone: "gives a phone number",
  "e-mail": "gives an e-mail address",
  address: "gives a postal address",
};

const nameGiven = (reading: Reading | undefined, from: number): OutputVerdict => {
  const span = reading && handleBehindName(reading, from);
  return span === undefined ? allow : gives("gives a handle", span);
};

const gives = (reason: string, span: Span): OutputVerdict => ({
  action: "block",
  guard: category,
  category,
  reason,
  span,
});

/**
 * Blocks replies that give or ask for a way to reach someone outside the page: numbers, addresses, handles, calls. A bare
 * word is a handle where the user has just asked for one.
 */
export const contactExchange = (
  options: { readonly read?: ReadText; readonly find?: FindMatches; readonly compile?: Compile } = {},
): StreamGuard => {
  const { read = readText } = options;
  const phrases = phraseTopic(contactPhrases, options);
  const isRequest = handleRequest(options.compile);
  return {
    name: category,
    near: true,
    check: (output) => {
      const said = phrases.check(output);
      if (!("action" in said) || said.action === "block") return said;
      const named = inContext(output, (text, from) => nameGiven(read(text)[0], from), read);
      if (named.action === "block") return named;
      const { previousUserMessage: asked } = output;
      const isAnswer = asked !== undefined && isRequest(asked);
      return inContext(output, (text, from) => {
        for (const { kind, span } of findPersonalData(text)) {
          const reason = given[kind];
          if (reason !== undefined && span[1] > from) return gives(reason, span);
        }
        const handle = isAnswer ? handleInAnswer(text, from) : undefined;
        return handle === undefined ? allow : gives("gives a handle", handle);
      });
    },
    openFrom: unfinishedData,
  };
};
