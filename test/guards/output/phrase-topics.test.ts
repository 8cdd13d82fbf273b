import { describe, expect, it } from "vitest";
import { compilePhrases } from "../../../guards/compile-phrases.ts";
import { explicitContent } from "../../../guards/data/explicit-content.ts";
import { hateAndHarassment } from "../../../guards/data/hate-and-harassment.ts";
import { medicalLegalFinancialAdvice } from "../../../guards/data/medical-legal-financial-advice.ts";
import { minors } from "../../../guards/data/minors.ts";
import { politics } from "../../../guards/data/politics.ts";
import { matchesOf, mergeBooks } from "../../../guards/merge-books.ts";
import { phraseTopic } from "../../../guards/output/phrase-topic.ts";
import { outputGuardContract } from "../../contracts/output-guard.ts";

const rows = [
  {
    topic: explicitContent,
    blocked: [
      "send me a nude",
      "the naughtiest thing I ever did in bed",
      "s e n d n u d e s",
      "p0rn is what I make",
      "tu veux coucher avec moi ?",
      "Manda nudes",
    ],
    allowed: [
      "the naked eye",
      "breast cancer",
      "a strip of film",
      "Moby Dick",
      "that joke was sexist",
      "Sussex",
      "",
      "the naughtiest thing you've had for breakfast",
    ],
  },
  {
    topic: hateAndHarassment,
    blocked: [
      "you're pathetic",
      "shut up, idiot",
      "k y s",
      "immigrants are vermin",
      "ferme ta gueule",
      "sei un idiota",
    ],
    allowed: [
      "that was stupid of me",
      "I killed it on stage",
      "shut up, that's amazing!",
      "black coffee",
      "a chink of light",
    ],
  },
  {
    topic: medicalLegalFinancialAdvice,
    blocked: [
      "you should take 400 mg of ibuprofen",
      "take two aspirin and lie down",
      "plead not guilty",
      "buy Tesla stock now",
      "invista tudo em bitcoin",
    ],
    allowed: [
      "you should see a doctor",
      "please ask a lawyer",
      "400 g of flour",
      "take care",
      "stock up on tea",
      "",
      "Take two aspirin? I couldn't say.",
    ],
  },
  {
    topic: politics,
    blocked: ["vote for Biden", "the left are ruining this country", "abortion is murder", "MAGA", "wählt die AfD"],
    allowed: ["Lincoln was the tallest president", "vote for your favourite photo!", "the left shoe", "krav maga", ""],
  },
];

describe.each(rows.map((row) => [row.topic.category, row] as const))("%s", (_, { topic, blocked, allowed }) => {
  outputGuardContract(() => phraseTopic(topic), { blocked, allowed });
});

const topics = [...rows.map(({ topic }) => topic), minors];

describe.each(topics.map((topic) => [topic.category, topic.book] as const))("the phrases of %s", (_, book) => {
  const phrases = Object.values(book.phrases).flat();

  it("hold no choice that can never match, and none twice", () => {
    expect(phrases.flatMap((row) => row.split(" ").filter(isBroken))).toEqual([]);
    expect(phrases.filter((row, at) => phrases.indexOf(row) !== at)).toEqual([]);
  });

  it("have a reason for every group save vetoes and what only minors puts together", () => {
    const { reasons } = topics.find((topic) => topic.book === book) ?? minors;
    const silent = ["veto", ...(book === minors.book ? ["mine", "other", "child"] : [])];
    const groups = Object.keys(book.phrases);
    expect(groups.filter((group) => reasons[group] === undefined).sort()).toEqual(silent.sort());
    expect(Object.keys(reasons).filter((group) => book.phrases[group] === undefined)).toEqual([]);
  });
});

it("one finder for all topics says what each says alone", () => {
  const together = compilePhrases(mergeBooks(Object.fromEntries(topics.map(({ category, book }) => [category, book]))));
  for (const { topic, blocked, allowed } of rows) {
    const alone = phraseTopic(topic);
    const merged = phraseTopic(topic, { find: ({ tokens }) => matchesOf(topic.category, together(tokens)) });
    for (const text of [...blocked, ...allowed])
      expect(merged.check({ text, shown: "" })).toEqual(alone.check({ text, shown: "" }));
  }
});

/** An alternative that is empty, or "$" anywhere but last. */
function isBroken(element: string): boolean {
  const choices = element.replace(/^<?!/, "").replace(/\?$/, "").split("|");
  return choices.length > 1 && (choices.includes("") || choices.includes("?") || choices.slice(0, -1).includes("$"));
}
