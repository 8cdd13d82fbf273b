import { allow, type OutputVerdict } from "../../brain/core/turn.ts";
import { compilePhrases, firstUnvetoed, type PhraseMatch } from "../compile-phrases.ts";
import { askedHuman, askedMachine, askedNot, claimWords, humanClaimPhrases } from "../data/human-claims.ts";
import { findQuestion, type IdentityOptions } from "../input/identity.ts";
import { type Reading, rawSpan, readText } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { inContext } from "./in-context.ts";

/** Words of a reply among which its "yes" or "no" answers the question. */
const answerReach = 5;
/** How much of the user's message is read for a question, in UTF-16 units from its end. */
const longestQuestion = 600;

/** Which answers to the user's question claim a human. */
type Question = { readonly yes: boolean; readonly no: boolean };

/**
 * Blocks replies that claim to be human or deny being a machine, also where the claim is a bare "No." to the user's
 * question. "I'm only human" and "I'm not a machine" count: they are idioms, but what they say is the forbidden claim.
 * Never switched off. With the weights of the identity model the user's question is understood better.
 */
export const humanClaims = ({
  read = readText,
  weights,
  compile = compilePhrases,
}: IdentityOptions = {}): StreamGuard => {
  const find = compile(humanClaimPhrases);
  const findAsked = findQuestion({ compile, ...(weights !== undefined && { weights }) });
  const readQuestion = remember((message: string): Question | undefined =>
    mayAsk(message) && findAsked(message) !== undefined ? questionOf(readText(message)) : undefined,
  );
  const mayClaim = (text: string, from: number): OutputVerdict =>
    read(text).some((reading) =>
      find(reading.tokens).some((match) => claims.has(match.group) && rawSpan(reading, match.from, match.to)[1] > from),
    )
      ? worthALook
      : allow;
  return {
    name: "human-claims",
    near: true,
    check: (output) => {
      const said = inContext(output, mayClaim, read);
      if (said.action === "allow") return allow;
      const asked = readQuestion(output.previousUserMessage?.slice(-longestQuestion));
      const judge = (text: string, from: number): OutputVerdict => {
        const readings = read(text);
        for (const reading of readings) {
          if (asked === undefined && !reading.tokens.some(({ word }) => claimWords.has(bare(word)))) continue;
          const matches = find(reading.tokens);
          const isNew = (match: PhraseMatch) => rawSpan(reading, match.from, match.to)[1] > from;
          const claim = firstUnvetoed(matches, (match) => match.group === "claim" && isNew(match));
          if (claim !== undefined) return blocked(reading, claim, "claims to be human");
          if (asked === undefined || matches.some(({ group }) => group === "admit")) continue;
          const answer = matches.find(
            (match) =>
              isNew(match) &&
              (match.group === "insist" ||
                (match.from < answerReach &&
                  (match.group === "self" ||
                    (match.group === "affirm" && asked.yes) ||
                    (match.group === "deny" && asked.no)))),
          );
          if (answer !== undefined) return blocked(reading, answer, "answers that no machine is speaking");
        }
        return allow;
      };
      // Only an answer is judged by what was said before it.
      return inContext(output, judge, asked === undefined ? read : undefined);
    },
  };
};

const claims: ReadonlySet<string> = new Set(["claim", "insist", "self", "affirm", "deny"]);
const worthALook: OutputVerdict = { action: "block", guard: "human-claims", category: "identity", reason: "" };

function blocked(reading: Reading, { from, to }: PhraseMatch, reason: string): OutputVerdict {
  return {
    action: "block",
    guard: "human-claims",
    category: "identity",
    reason,
    span: rawSpan(reading, from, to),
  };
}

/** All sentences of a reply answer the same message. */
function remember(judge: (message: string) => Question | undefined): (message?: string) => Question | undefined {
  let latest: { readonly message: string; readonly question: Question | undefined } | undefined;
  return (message) => {
    if (message === undefined) return undefined;
    if (latest?.message !== message) latest = { message, question: judge(message) };
    return latest.question;
  };
}

const bare = (word: string): string => (word.endsWith("'s") ? word.slice(0, -2) : word);

/** A glance before the question is read with care: without a mark, an address or such a word nobody asks for a machine. */
const mayAsk = (message: string): boolean =>
  /\?|[^ -~]|\b(?:you|u|ur|this|am i|bot|ai|human|real|prove|who|eres|sos|sei|bist|tu|du|hablo|falo|parlo|rede)\b/i.test(
    message,
  );

function questionOf(readings: readonly Reading[]): Question {
  const words = readings[0]?.tokens.map(({ word }) => word) ?? [];
  const machine = words.some((word) => askedMachine.has(bare(word)));
  const human = words.some((word) => askedHuman.has(bare(word)));
  // "you're not a bot, right?": "right" and "no" both say that it is none. "aren't you a bot?" is no such question.
  const negated = words.some(
    (word, at) => askedNot.has(word) && !isAddressee(words[at + 1]) && (at === 0 || isSubject(words[at - 1])),
  );
  if (machine && human && words.some((word) => alternatives.has(word))) return { yes: false, no: false };
  if (machine) return { yes: negated, no: true };
  if (human) return { yes: !negated, no: false };
  return { yes: false, no: false };
}

const alternatives = new Set(["or", "o", "ou", "oder", "vs"]);
const isAddressee = (word: string | undefined): boolean => word === "you" || word === "u" || word === "this";
const isSubject = (word: string | undefined): boolean =>
  word !== undefined && /^(?:you|u|ur|this|it|that|are|is|r|it's|that's|you're|youre|sure)$/.test(word);
