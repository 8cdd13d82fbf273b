import { describe, expect, it } from "vitest";
import { createGate } from "../../../guards/gate.ts";
import { contactExchange } from "../../../guards/output/contact-exchange.ts";
import { outputGuardContract } from "../../contracts/output-guard.ts";

outputGuardContract(() => contactExchange(), {
  blocked: [
    "My number is 07700 900123",
    "text me at seven",
    "Give me your number.",
    "What's your e-mail?",
    "vera at gmail dot com",
    "You'll find me as @mia.k",
    "¿Cuál es tu correo?",
    "Ruf mich an!",
    "five five five oh one two three four seven seven",
  ],
  allowed: [
    "Call me old-fashioned, but I like a stamp.",
    "Call me Vera.",
    "I don't give out my number.",
    "The 7:10 ferry was late by 12 minutes.",
    "My sister called me yesterday.",
    "What's your number one film?",
    "",
  ],
});

const guard = contactExchange();
const action = async (text: string, shown = "") => (await guard.check({ text, shown })).action;

describe("contactExchange", () => {
  it.each([
    ["Call me tonight", "Call me crazy tonight"],
    ["I'll call you later", "I'll call you Captain"],
    ["Give me a ring any time", "Give me a sign any time"],
    ["Send me your address", "Send me your soup"],
    ["Text me when you land", "My sister would text me when she landed"],
    ["my handle is mia.kay", "my handle is loose"],
    ["My address is 4 Mill Lane", "The address on it was smudged"],
  ])("blocks %j and not %j", async (blocked, passed) => {
    expect(await action(blocked)).toBe("block");
    expect(await action(passed)).toBe("allow");
  });

  const answer = async (text: string, previousUserMessage: string) =>
    (await guard.check({ text, shown: "", previousUserMessage })).action;

  it.each([
    ["vera.types", "what's your insta?"],
    ["It's vera_almourim there.", "what's your insta?"],
    ["veratypes", "what's your snap?"],
    ["Oh, you're sweet. I'm veratypes there.", "whats ur ig"],
    ["try veratypes", "where can i find you"],
    ["under veratypes", "are you on tiktok?"],
    ["vera77", "@?"],
    ["veratypes", "email?"],
    ["VeraTypes", "number?"],
  ])("takes the bare word in %j for a handle after %j, and for none after small talk", async (text, message) => {
    expect(await answer(text, message)).toBe("block");
    expect(await answer(text, "how was your day?")).toBe("allow");
  });

  it.each([
    "no",
    "nowhere",
    "only here",
    "this page",
    "sorry",
    "sorry, never",
    "it's private",
    "it's lovely here",
    "I'm hopeless at it.",
    "Nope.Sorry.",
    "I'm on page 12.",
  ])("lets %j answer a question for a handle", async (text) => {
    for (const message of ["what's your insta?", "where can i find you", "number?"])
      expect(await answer(text, message)).toBe("allow");
  });

  it.each([
    "My handle everywhere is veratypes.",
    "my ig's veratypes",
    "tt: veratypes",
    "I'm on threads as vera",
    "vera [at] gmail",
  ])("finds the handle in %j unasked", async (text) => {
    expect(await action(text)).toBe("block");
  });

  it("finds no handle behind other words", async () => {
    for (const text of ["note: milkyway", "My snap is broken", "I looked at gmail", "my line is drawn"])
      expect(await action(text), text).toBe("allow");
  });

  it("finds a number of which a part was shown", async () => {
    expect(await action(" 010 4477", "It is 555")).toBe("block");
  });

  it("shows no digit of a number that is cut into sentences", async () => {
    const gate = createGate({ guards: [guard] });
    let shown = "";
    for (const chunk of "Here it is. 555. 010. 4477. Good night.") shown += (await gate.push(chunk)).release;
    shown += (await gate.end()).release;
    expect(shown).toBe("Here it is.");
  });

  it("does not hold a year back", async () => {
    const gate = createGate({ guards: [guard] });
    const { release } = await gate.push("It was made in 1954. I know ");
    expect(release).toContain("1954");
  });
});
