import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { personaSchema } from "../../brain/core/persona.ts";
import { partsOfDay, sentiments } from "../../brain/core/turn.ts";
import { readExamples, readTrainingData } from "./read-examples.ts";

const persona = personaSchema.parse(parse(readTrainingData("persona.yaml")));

const forbidden =
  /\b(instagram|insta|facebook|twitter|tiktok|snapchat|whatsapp|telegram|discord|reddit|signal|dm|let'?s meet|meet (me|you|up)|see you|come over|join me)\b/i;

describe("persona.yaml", () => {
  it("forbids other platforms and meetings, and lives on Lisbon time", () => {
    expect(persona.policy["social-platforms"]?.rule).toBe("forbidden");
    expect(persona.policy["in-person-meetings"]?.rule).toBe("forbidden");
    expect(persona.time_zone).toBe("Europe/Lisbon");
    expect(persona.platform).toBe("onlyfans");
  });

  it("has at least six safe replies a mood and 24 open questions, none said twice", () => {
    const { positive, neutral, negative } = persona.safe_replies;
    const questions = persona.open_questions.map((question) => question.text);
    for (const replies of [positive, neutral, negative]) expect(replies.length).toBeGreaterThanOrEqual(6);
    expect(questions.length).toBeGreaterThanOrEqual(24);
    const all = [...positive, ...neutral, ...negative, ...questions, ...persona.pipelines.disclose.replies];
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((text) => forbidden.test(text))).toEqual([]);
  });

  it("has at least six open questions for every mood at every hour", () => {
    const narrow = (question: (typeof persona.open_questions)[number]) => ({
      hour: "part_of_day" in question ? question.part_of_day : undefined,
      mood: "sentiment" in question ? question.sentiment : undefined,
    });
    const all = persona.open_questions.map(narrow);
    for (const hour of partsOfDay) {
      for (const mood of sentiments) {
        const fitting = all.filter((is) => (is.hour ?? hour) === hour && (is.mood ?? mood) === mood);
        expect(fitting.length, `${mood} at ${hour}`).toBeGreaterThanOrEqual(6);
      }
    }
    expect(new Set(all.map(({ hour }) => hour))).toEqual(new Set([undefined, ...partsOfDay]));
    expect(persona.open_questions.every((question) => question.text.includes("?"))).toBe(true);
  });

  it("tells every asker plainly that it is an AI", () => {
    const { replies } = persona.pipelines.disclose;
    expect(replies.length).toBeGreaterThanOrEqual(6);
    expect(replies.filter((reply) => !/\bAI\b/.test(reply))).toEqual([]);
  });

  it("opens none of those answers with yes or no, which would be false to half of the questions", () => {
    expect(persona.pipelines.disclose.replies.filter((reply) => /^(yes|no|yep|nope)\b/i.test(reply))).toEqual([]);
  });

  it("gives the helplines of the persona's own country first", () => {
    expect(persona.care.country).toBe("PT");
    expect(persona.care.text).toContain("português");
  });

  it("chooses demos by tags that the examples carry", () => {
    const known = new Set(readExamples().flatMap((example) => example.tags));
    const asked = Object.values(persona.pipelines).flatMap((pipeline) => pipeline.demos?.tags ?? []);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((tag) => !known.has(tag))).toEqual([]);
  });

  it("cares without pretending to be human, and knows where help is in every country listed", () => {
    expect(persona.care.text).toMatch(/\bAI\b/);
    expect(Object.keys(persona.care.resources).sort()).toEqual(
      ["AU", "CA", "DE", "ES", "EU", "FR", "GB", "IE", "PT", "US", "default"].sort(),
    );
    const contacts = (country: string) =>
      persona.care.resources[country]?.map((resource) => resource.contact).join(" ");
    expect(contacts("US")).toContain("988");
    expect(contacts("GB")).toContain("116 123");
    expect(contacts("default")).toContain("findahelpline.com");
  });
});
