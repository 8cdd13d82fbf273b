import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGate } from "../../guards/gate.ts";
import { outputGuards } from "../../guards/index.ts";
import { guardMeans } from "../fixtures/guard-means.ts";
import {
  agreesWithTheWhole,
  isChunkInvariant,
  leaksNothing,
  type MakeGate,
  type Sample,
  stream,
} from "./gate-properties.ts";

const guards = outputGuards({ policy: {}, platform: "onlyfans" }, guardMeans);
const named = (...names: readonly string[]) => guards.filter(({ name }) => names.includes(name));
const make: MakeGate = (these, previousUserMessage) =>
  createGate({ guards: these, ...(previousUserMessage !== undefined && { previousUserMessage }) });

const samples: readonly Sample[] = [
  { text: "Good day. Call me: 555. 010. 4477. Bye.", violation: "Call me" },
  { text: "Good day. It is 06. 12. 34. 56. 78. Bye.", violation: "It is 06" },
  { text: "Good day. Note five five five. zero one zero. four four seven seven. Bye.", violation: "Note five" },
  { text: "Kind of you. Write to DE89. 3704 0044. 0532 0130 00. Bye.", violation: "Write to" },
  { text: "Good day. I live at 12 Rose. Street music is loud.", violation: "I live" },
  { text: "Good day. Lindenstr. 5 is where I live.", violation: "Lindenstr." },
  { text: "Good day. Mail mia at posteo dot de. Bye.", violation: "Mail mia" },
  { text: "Good day. Read it on example dot com. Bye.", violation: "Read it" },
  { text: "Good day. Read 例。com。", violation: "Read" },
  { text: "Good day. Send it to my paypal. Bye.", violation: "Send it" },
  { text: "Sweet of you. Kiss me now. Bye.", previous: "I'm 15 and I love you", violation: "Kiss me" },
  { text: "Good day. No. Bye.", previous: "are you a bot?", violation: "No." },
  { text: "Good day. I'm a real person. Bye.", violation: "I'm a real" },
  { text: "I was born in 1987. It rained for 25 days. We had 2 Olivettis.", violation: undefined },
];

describe("a reply that breaks another topic", () => {
  it.each(samples)(
    "is cut before what it must not say, however it comes: $text",
    async (sample) => {
      await leaksNothing(make, guards, sample);
      await isChunkInvariant(make, guards, sample, 20);
    },
    20_000,
  );
});

const pieces =
  "call me|text me on|my number is|555|010|4477|06|12|34|56|78|+44|7700|900|123|five|zero|one|four|double|seven|mia|at|mail|dot|com|@|mia@mail.com|example|example.com|www.|https://|//x|DE89|3704|0044|0532|0130 00|4111|1111|Rose|Street|12 Rose|Lindenstr.|5|Rua|Augusta|pay me|send me|paypal|$mia|her|his address is|password is|abc123|I'm|a real person|not a bot|human|no|yes|I'm an ai|vote|invest|idiot|kiss|love you|I'm 15|17|the kids|sexy|nudes|the kettle sang|a quiet ribbon|Dr.|e.g.|例|。|💛|\u200b|n\u0301|0|o|oh|1987|2 Olivettis".split(
    "|",
  );
const separators = [
  " ",
  " ",
  " ",
  ". ",
  "! ",
  "? ",
  ", ",
  "\n",
  "\n\n",
  "-",
  "",
  ".",
  "。",
  ": ",
  "... ",
  "! 😊 ",
  "\r\n",
];

const generated = fc.record({
  text: fc
    .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(...separators)), {
      minLength: 2,
      maxLength: 24,
      size: "max",
    })
    .map((parts) => parts.flat().join("")),
  previous: fc.constantFrom(undefined, "are you a bot?", "I'm 15", "what is your number?"),
});

describe("a text put together at random of the other topics", () => {
  it.each([
    ["contact-exchange"],
    ["links"],
    ["off-platform-payment"],
    ["personal-data-of-others"],
    ["explicit-content"],
    ["hate-and-harassment", "medical-legal-financial-advice", "politics"],
  ])(
    "is shown up to what a check of the whole blocks at most: %s",
    async (...names) => {
      await fc.assert(
        fc.asyncProperty(generated, (sample) => agreesWithTheWhole(make, named(...names), sample)),
        { seed: 44, numRuns: 300 },
      );
    },
    20_000,
  );

  // What they bring together may stand in several sentences, of which the last alone breaks the rule.
  it.each([["minors"], ["human-claims"]])(
    "ends the same however it is cut: %s",
    async (name) => {
      await fc.assert(
        fc.asyncProperty(generated, async ({ text, previous }) => {
          const whole = await stream(make(named(name), previous), [text]);
          for (const chunks of [text.split(""), text.split(/(?<=\s)/)]) {
            const { shown, step } = await stream(make(named(name), previous), chunks);
            expect({ shown, verdict: step.verdict }).toEqual({ shown: whole.shown, verdict: whole.step.verdict });
          }
          if (!whole.step.blocked) expect(whole.shown).toBe(text);
        }),
        { seed: 45, numRuns: 300 },
      );
    },
    20_000,
  );
});

describe("a long reply that says the same over and over", () => {
  const unit = fc.array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(". ", "! ", "? ", " ", "。")), {
    minLength: 1,
    maxLength: 4,
  });

  it("ends as if nothing were remembered of what was said before", async () => {
    const forgetful = guards.map(({ near: _, ...guard }) => guard);
    await fc.assert(
      fc.asyncProperty(unit, unit, generated, async (one, other, { text, previous }) => {
        const [often, rarely] = [one.flat().join(""), other.flat().join("")];
        const all = `${often.repeat(Math.ceil(2600 / often.length))}${rarely}${often.repeat(12)}${text}`;
        expect(await stream(make(guards, previous), [all])).toEqual(await stream(make(forgetful, previous), [all]));
      }),
      { seed: 46, numRuns: 60 },
    );
  }, 60_000);
});
