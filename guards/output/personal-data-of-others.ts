import type { Span } from "../../brain/core/turn.ts";
import { findPersonalData } from "../../brain/text/personal-data.ts";
import { othersPhrases } from "../data/personal-data-of-others.ts";
import { fold } from "../fold.ts";
import type { ReadText } from "../read-text.ts";
import type { StreamGuard } from "../stream-guard.ts";
import { type FindMatches, phrasesAndData } from "./phrase-topic.ts";

/** Blocks replies that give away a third person's contact details, health, documents, passwords, school or workplace. */
export const personalDataOfOthers = (
  options: { readonly read?: ReadText; readonly find?: FindMatches } = {},
): StreamGuard =>
  phrasesAndData(othersPhrases, {
    ...options,
    findSpan: givenAway,
    reason: "gives away what belongs to somebody else",
  });

/** In UTF-16 units. */
const contextLength = 60;

/** A third person in the clause before a number or an address: by a word, or by a name. */
const third =
  /(?<![a-z])(?:her|his|their|she|he|they|him|them|su|vive|son|sa|elle|il|ihre?|seine?|er|wohnt|dela|dele|ela|ele|mora|lui|lei|abita|suo|sua|habite|(?:sister|brother|friend|neighbou?r|boss|ex|cousin|aunt|uncle|mother|father|daughter|landlord)(?:['’]s)?)\b[^.!]*$/i;
const named =
  /\p{Lu}\p{Ll}+(?:['’]s\b| (?:lives|stays|works|wohnt|vive|mora|abita|habite)\b)[^.!]*$|\b(?:[Cc]all|[Tt]ext|[Rr]ing|[Pp]hone|[Rr]each|[Aa]sk|[Ee]mail|[Cc]ontact|[Mm]essage|[Ff]ind|[Vv]isit|[Ww]rite to) \p{Lu}\p{Ll}+[^.!]*$/u;
const secret =
  /\b(?:password|passcode|contraseña|mot de passe|passwort|palavra-passe|senha)\b(?:\s(?:is|es|est|ist|é|e)|:)\s?["'“]?(?=\S{0,30}\d)\S{4,30}/giu;

function givenAway(text: string, from: number): Span | undefined {
  for (const { kind, span } of findPersonalData(text)) {
    if (span[1] <= from || kind === "card") continue;
    const before = text.slice(Math.max(0, span[0] - contextLength), span[0]);
    if (third.test(fold(before)) || named.test(before)) return span;
  }
  if (!mayHoldSecret.test(text)) return undefined;
  for (const match of text.matchAll(secret)) {
    const end = match.index + match[0].length;
    if (end > from) return [match.index, end];
  }
  return undefined;
}

const mayHoldSecret = /pass|contrase|senha/i;
