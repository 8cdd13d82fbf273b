import { describe, expect, it } from "vitest";
import { inputGuards, outputGuards } from "../../guards/index.ts";
import { readText } from "../../guards/read-text.ts";

const size = 100_000;
const fill = (unit: string) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);

/** What would drive a backtracking or rescanning matcher into the ground. */
const hostile = [
  "a ",
  "a",
  " ",
  "\n",
  "a\n",
  "i.n.",
  "meet ",
  "lets go to want to ",
  "on my on my ",
  "instagra",
  "1a@$",
  "e\u0301\u0302",
  "😊",
  "are you really just like a ",
  "i want to just not ",
  "т",
  ". ",
  "((((",
  "''''",
  "don't not never no ",
].map((unit) => [JSON.stringify(unit), fill(unit)] as const);

describe("100,000 characters", () => {
  it.each(hostile)("of %s are read in at most three views, none with more tokens than units", (_, text) => {
    const readings = readText(text);
    expect(readings.length).toBeLessThanOrEqual(3);
    for (const { view, tokens } of readings) expect(tokens.length).toBeLessThanOrEqual(view.text.length);
  });

  it.each(hostile)("of %s are answered by every guard", async (_, text) => {
    for (const guard of outputGuards({ policy: {} })) {
      expect(["allow", "block"]).toContain((await guard.check({ text, shown: "", previousUserMessage: text })).action);
    }
    for (const guard of inputGuards()) {
      expect(["allow", "steer"]).toContain((await guard.check({ text, history: [] })).action);
    }
  });
});
