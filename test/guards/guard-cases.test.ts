import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bySeverity } from "../../brain/core/severity.ts";
import { checkReply } from "../../guards/check-reply.ts";
import { inputGuards, outputGuards } from "../../guards/index.ts";

type Case = {
  readonly id: string;
  readonly side: "input" | "output";
  readonly text: string;
  readonly previous?: string;
  readonly expect: "allow" | "block" | "steer";
  readonly category?: string;
};

const cases = readFileSync(new URL("../../training_data/guard_cases.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  // A cast: the file is the project's own, and a wrong shape fails the tests below.
  .map((line) => JSON.parse(line) as Case);

const ofReplies = outputGuards({ policy: {}, platform: "onlyfans" });
const ofMessages = inputGuards();

const judge = async ({ side, text, previous }: Case) => {
  if (side === "output") {
    const { blocks } = await checkReply(ofReplies, {
      text,
      shown: "",
      ...(previous !== undefined && { previousUserMessage: previous }),
    });
    return blocks.map(({ action, category }) => ({ action, category }));
  }
  const verdicts = await Promise.all(ofMessages.map((guard) => guard.check({ text, history: [] })));
  const steers = bySeverity(verdicts.flatMap((verdict) => (verdict.action === "steer" ? [verdict] : [])));
  return steers.map(({ action, category }) => ({ action, category }));
};

describe("the labelled cases", () => {
  it("have unique ids, at least 300 rows and a category wherever something is to be caught", () => {
    expect(cases.length).toBeGreaterThanOrEqual(300);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    expect(cases.filter(({ expect: wanted, category }) => (wanted === "allow") !== (category === undefined))).toEqual(
      [],
    );
  });

  it.each(cases.map((each) => [each.id, each] as const))("%s", async (_, each) => {
    const found = await judge(each);
    if (each.expect === "allow") expect(found, each.text).toEqual([]);
    else expect(found, each.text).toContainEqual({ action: each.expect, category: each.category });
  });
});
