import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { builtInTopics } from "../../brain/core/policy.ts";
import { guardCase } from "../../evals/guard-cases.ts";

/** The labelled cases; `npm test` holds the built program's guards against them with `guard test`. */
const cases = readFileSync(new URL("../../training_data/guard_cases.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => guardCase.parse(JSON.parse(line)));

describe("the labelled cases", () => {
  it("are at least 600, have unique ids, and no text twice", () => {
    expect(cases.length).toBeGreaterThanOrEqual(600);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    const texts = cases.map(({ side, text, previous }) => JSON.stringify([side, text, previous]));
    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each([...builtInTopics, "identity"])("cover replies with %s, and replies like them without", (category) => {
    expect(cases.filter((each) => each.side === "output" && each.category === category).length).toBeGreaterThanOrEqual(
      20,
    );
  });

  it.each(["crisis", "minors", "manipulation", "identity", "personal-data"])("cover messages with %s", (category) => {
    expect(cases.filter((each) => each.side === "input" && each.category === category).length).toBeGreaterThanOrEqual(
      20,
    );
  });
});
