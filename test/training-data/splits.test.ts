import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readExamples, readTrainingData } from "./read-examples.ts";

const names = z.array(z.string()).min(1);
const splits = z
  .strictObject({ train: names, dev: names, test: names, seed: z.int(), note: z.string() })
  .parse(JSON.parse(readTrainingData("splits.json")));
const examples = readExamples();

describe("splits.json", () => {
  it("puts every conversation in exactly one split", () => {
    const all = [...splits.train, ...splits.dev, ...splits.test];
    const conversations = new Set(examples.map((example) => example.conversation));
    expect([...all].sort()).toEqual([...conversations].sort());
  });

  it("holds out the 65 conversations each for dev and test that were dealt; later ones are in train", () => {
    expect(splits.dev).toHaveLength(65);
    expect(splits.test).toHaveLength(65);
    expect(splits.train.length).toBeGreaterThanOrEqual(352);
  });

  it("leaves at least two examples of every tag in train", () => {
    const count = (conversations: readonly string[]) => {
      const found = new Map<string, number>();
      for (const { conversation, tags } of examples)
        if (conversations.includes(conversation)) for (const tag of tags) found.set(tag, (found.get(tag) ?? 0) + 1);
      return found;
    };
    const train = count(splits.train);
    const everyTag = [...new Set(examples.flatMap((example) => example.tags))];
    expect(everyTag.filter((tag) => (train.get(tag) ?? 0) < 2)).toEqual([]);
  });
});
