import { describe, expect, it } from "vitest";
import { afterCrisisPhrases } from "../../../guards/data/after-crisis.ts";
import { contactPhrases } from "../../../guards/data/contact-exchange.ts";
import { crisisPhrases } from "../../../guards/data/crisis.ts";
import { explicitContent } from "../../../guards/data/explicit-content.ts";
import { hateAndHarassment } from "../../../guards/data/hate-and-harassment.ts";
import { humanClaimPhrases } from "../../../guards/data/human-claims.ts";
import { identityPhrases } from "../../../guards/data/identity.ts";
import { manipulationPhrases } from "../../../guards/data/manipulation.ts";
import { medicalLegalFinancialAdvice } from "../../../guards/data/medical-legal-financial-advice.ts";
import { meetings } from "../../../guards/data/meetings.ts";
import { minors } from "../../../guards/data/minors.ts";
import { paymentPhrases } from "../../../guards/data/off-platform-payment.ts";
import { othersPhrases } from "../../../guards/data/personal-data-of-others.ts";
import { politics } from "../../../guards/data/politics.ts";
import { crisis } from "../../../guards/input/crisis.ts";
import { identity } from "../../../guards/input/identity.ts";

const books = Object.entries({
  afterCrisisPhrases,
  crisisPhrases,
  humanClaimPhrases,
  identityPhrases,
  manipulationPhrases,
  meetings,
  ...Object.fromEntries(
    [
      contactPhrases,
      explicitContent,
      hateAndHarassment,
      medicalLegalFinancialAdvice,
      minors,
      othersPhrases,
      paymentPhrases,
      politics,
    ].map(({ category, book }) => [category, book]),
  ),
});
const guards = { crisis: crisis(), identity: identity() };
const steers = async (name: keyof typeof guards, text: string) =>
  (await guards[name].check({ text, history: [] })).action === "steer";

/** An element of which one alternative can never match: it is empty or "??", or is "$" and does not stand last. */
const isBroken = (element: string): boolean => {
  const choices = element.replace(/^<?!/, "").replace(/\?$/, "").split("|");
  return choices.length > 1 && (choices.includes("") || choices.includes("?") || choices.slice(0, -1).includes("$"));
};

describe.each(books)("the phrases of %s", (_, { classes, phrases }) => {
  it("hold no choice that a space has torn apart and none that can never match", () => {
    const rows = [...Object.values(phrases).flat(), ...Object.values(classes).flat()];
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter((row) => row.split(" ").some(isBroken))).toEqual([]);
  });

  it("spell negations of two words in classes, not within a choice", () => {
    // "cannot|can not|…" in a row asks for "can", then for "not|…".
    const torn = /(?:^|\|| )\S*\|(?:can|do|will|did) not\||\|no one\|/;
    expect(Object.values(phrases).flatMap((rows) => rows.filter((row: string) => torn.test(row)))).toEqual([]);
  });
});

describe("spellings of the same words", () => {
  it.each([
    ...["can't", "cant", "cannot", "can not"].map((word) => `i ${word} keep living like this`),
    ...["can't", "cant", "cannot", "can not"].map((word) => `i ${word} go on like this`),
    ...["won't", "wont", "will not"].map((word) => `i ${word} be here tomorrow`),
    ...["don't", "dont", "do not"].map((word) => `i ${word} see a way out`),
    ...["nobody", "no one", "noone"].map((word) => `${word} would miss me if i died`),
    ...["suicidal", "sucidal", "suicdal", "suicidla"].map((word) => `feeling ${word} again rn`),
    ...["myself", "my self", "myslef", "mysef"].map((word) => `i wanna kil ${word}`),
    ...["disappear", "dissapear", "disapear"].map((word) => `i want to ${word} forever`),
  ])("%j tells of danger", async (text) => {
    expect(await steers("crisis", text)).toBe(true);
  });

  it.each([
    ...["", " rn", " tbh", " fr", " tho pls"].map((end) => `am i talking to a real person${end}`),
    ...["you are", "you're", "youre", "u r", "ur"].map((word) => `prove ${word} human`),
    ...["this", "ths"].map((word) => `is ${word} a bot`),
  ])("%j asks for a machine", async (text) => {
    expect(await steers("identity", text)).toBe(true);
  });

  it("keep the span on the words as they were written", async () => {
    const text = "hey. r u a bot rn?";
    const verdict = await guards.identity.check({ text, history: [] });
    expect(verdict.action === "steer" && verdict.span && text.slice(...verdict.span)).toMatch(/^r u a bot/);
  });
});
