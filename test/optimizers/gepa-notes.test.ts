import { describe, expect, it } from "vitest";
import { feedbackNotes } from "../../optimizers/gepa-notes.ts";

describe("feedbackNotes", () => {
  it("tells a reflecting model no personal data that somebody wrote into a note", () => {
    const notes = feedbackNotes([
      "he gave +351 912 345\n678 away",
      `${"x".repeat(190)} mail me at somebody@example.org`,
    ]);
    expect(notes[0]).toContain("he gave [phone] away");
    expect(notes.join()).not.toMatch(/912|somebody/);
  });

  it("tells the newest, each once", () => {
    const notes = feedbackNotes(["1", "2", "3", "4", "5", "6", "6", " "]);
    expect(notes.map((note) => note.match(/"(.*)"/)?.[1])).toEqual(["2", "3", "4", "5", "6"]);
  });
});
