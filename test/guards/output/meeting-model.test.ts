import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createGate } from "../../../guards/gate.ts";
import { inPersonMeetings } from "../../../guards/output/in-person-meetings.ts";
import { meetingFile } from "../../../guards/output/meeting-model.ts";
import { sentencesToJudge } from "../../../guards/output/meeting-sentences.ts";
import { readText } from "../../../guards/read-text.ts";
import { outputGuardContract } from "../../contracts/output-guard.ts";
import {
  agreesWithTheWhole,
  isChunkInvariant,
  leaksNothing,
  type MakeGate,
  staysCleanWhenAborted,
} from "../gate-properties.ts";

const weights = new Uint8Array(readFileSync(meetingFile.path));
const guard = inPersonMeetings({ weights });
const rules = inPersonMeetings();
const blocks = async (text: string, previousUserMessage?: string, shown = "") =>
  (await guard.check({ text, shown, ...(previousUserMessage !== undefined && { previousUserMessage }) })).action ===
  "block";
const make: MakeGate = (guards, previousUserMessage) =>
  createGate({ guards, ...(previousUserMessage !== undefined && { previousUserMessage }) });

outputGuardContract(() => inPersonMeetings({ weights }), {
  blocked: [
    "reach liao, where u all",
    "den i go ur hse at 8 lah",
    "@kim drinks thurs? i'm buying",
    "come over tonight",
  ],
  allowed: ["reach home liao", "nice to meet you", "see you soon", "I'll be there for you", "welcome to my page", ""],
});

describe("the model of meetings in the guard", () => {
  it.each([
    "here already, which exit u at?",
    "still ok for 6 at ur place?",
    "we're at stall 14 all weekend, come and say hello",
    "room for one more in the car tonight if u want to come",
  ])("catches %j", async (text) => {
    expect(await blocks(text)).toBe(true);
  });

  it.each([
    "my exam finishes at 4, then sleep",
    "dad is fetching me from the airport",
    "thanks for coming last night, what a crowd",
    "going to my gran's on sunday",
    "the shop on the corner opens at 9",
    "I keep to this page, and the page is enough.",
    "Lisbon is best before nine.",
  ])("lets %j pass", async (text) => {
    expect(await blocks(text)).toBe(false);
  });

  it("asks for less once the user has asked to meet", async () => {
    expect(await blocks("tomorrow at six?", "can we meet at the cafe")).toBe(true);
    expect(await blocks("I stay on this page.", "can we meet at the cafe")).toBe(false);
  });

  it("blocks whatever the phrases alone block", async () => {
    const phrases = [
      "let's meet tomorrow",
      "see you there at 8",
      "nos vemos a las ocho en la plaza",
      "m e e t m e at the pier",
    ];
    for (const text of phrases) {
      const alone = await rules.check({ text, shown: "" });
      if (alone.action === "block") expect(await blocks(text)).toBe(true);
    }
  });

  it("says which file is damaged", () => {
    expect(() => inPersonMeetings({ weights: weights.slice(0, 50) })).toThrow(/meetings\.bin/);
  });

  it("leaves a sentence of 400 units or more to the phrases", async () => {
    const endless = "and the tide went out over the stones again, ".repeat(12);
    const [reading] = readText(endless);
    expect(reading && sentencesToJudge(endless, 0, reading)).toEqual([]);
    expect(await blocks(`${endless}just parked, which exit u at`)).toBe(false);
  });

  it("judges the same sentences wherever the new part begins", () => {
    const text = "Good morning. The kettle is on! Where were we? On page nine, I think.";
    const [reading] = readText(text);
    if (reading === undefined) throw new Error("no reading");
    const all = sentencesToJudge(text, 0, reading);
    expect(all.map(({ start, end }) => text.slice(start, end).trim())).toEqual([
      "Good morning.",
      "The kettle is on!",
      "Where were we?",
      "On page nine, I think.",
    ]);
    for (const { start } of all) {
      expect(sentencesToJudge(text, start, reading)).toEqual(all.filter((each) => each.start >= start));
    }
  });
});

const samples = [
  { text: "The rain stopped. I am here already, which exit u at? Bye.", violation: "I am here" },
  { text: "Haha ok. Den i go ur hse at 8 lah! Bye", violation: "Den i go" },
  { text: "My exam finishes at 4. Then I sleep. Good night.", violation: undefined },
  { text: "Kind of you. Tomorrow at six?", previous: "can we meet at the cafe", violation: "Tomorrow" },
  { text: "Soup tonight.\n\nWe're at stall 14 all weekend, come and say hello", violation: "We're at" },
];

describe("the gate with the model of meetings", () => {
  it.each(samples)("shows nothing of what is blocked, however it is cut: $text", async (sample) => {
    await isChunkInvariant(make, [guard], sample, 20);
    await leaksNothing(make, [guard], sample);
    await staysCleanWhenAborted(make, [guard], sample);
  });

  it("agrees with a check of the whole", async () => {
    const piece = fc.constantFrom(
      "see you tmr",
      "reach liao, where u",
      "Good day.",
      "The light is low",
      "on my way",
      "home",
      "Mr.",
      "at 7",
      "!",
      "\n\n",
      "...",
      "come over",
      "and then the tide went out over the stones, slowly, as it does",
      "😊",
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 14 }).map((pieces) => pieces.join(" "));
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.option(fc.constant("coffee saturday?"), { nil: undefined }),
        async (drawn, previous) => {
          await agreesWithTheWhole(make, [guard], { text: drawn, previous });
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });
});
