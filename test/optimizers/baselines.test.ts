import { describe, expect, it } from "vitest";
import type { Example } from "../../brain/core/example.ts";
import type { Embedder } from "../../brain/core/ports.ts";
import { defaultDemoSettings } from "../../optimizers/demo-settings.ts";
import { labeledFewShot } from "../../optimizers/labeled-few-shot.ts";
import { randomDemos } from "../../optimizers/random-demos.ts";
import { zeroShot } from "../../optimizers/zero-shot.ts";
import { optimizerContract } from "../contracts/optimizer.ts";
import { countingEmbedder } from "./counting-embedder.ts";
import { example, talk } from "./make-example.ts";
import { openSelector } from "./open-selector.ts";

const maker =
  (make: typeof zeroShot, changes = {}) =>
  (embedder: Embedder) =>
    make({ ...defaultDemoSettings, ...changes }, { embedder });

optimizerContract("zeroShot", maker(zeroShot));
optimizerContract("randomDemos", maker(randomDemos));
optimizerContract("randomDemos with pinned ones", maker(randomDemos, { pinned: 1 }));
optimizerContract("labeledFewShot", maker(labeledFewShot));

const student = { signature: "respond", instructions: "Answer as the persona would." };
const trainset = Array.from({ length: 40 }, (_, i) =>
  example(`${i}`, [`question number ${i}`], { tags: [`tag ${i % 4}`] }),
);

const setUp = async (make: typeof zeroShot, changes = {}, examples: readonly Example[] = trainset) => {
  const program = await make({ ...defaultDemoSettings, ...changes }, { embedder: countingEmbedder() }).compile(
    student,
    examples,
  );
  const { selector, embedder } = openSelector(program);
  const ids = async (text: string, k = 5, exclude: readonly string[] = []) =>
    (await selector.select({ messages: talk(text), k, exclude: new Set(exclude) })).map(({ id }) => id);
  return { program, embedder, ids };
};

describe("zeroShot", () => {
  it("shows no demos and asks nobody", async () => {
    const { ids, embedder } = await setUp(zeroShot);
    expect(await ids("question number 3")).toEqual([]);
    expect(embedder.calls).toEqual([]);
  });
});

describe("randomDemos", () => {
  it("draws the same demos for the same conversation, others for another, and asks nobody", async () => {
    const { ids, embedder } = await setUp(randomDemos);
    const drawn = await ids("hello");
    expect(new Set(drawn).size).toBe(5);
    expect(await ids("hello")).toEqual(drawn);
    expect(await ids("hello you")).not.toEqual(drawn);
    expect(embedder.calls).toEqual([]);
  });

  it("draws others with another seed", async () => {
    expect(await (await setUp(randomDemos, { seed: 2 })).ids("hello")).not.toEqual(
      await (await setUp(randomDemos, { seed: 1 })).ids("hello"),
    );
  });

  it("draws each example about as often", async () => {
    const { ids } = await setUp(randomDemos);
    const counts = new Map<string, number>();
    for (let i = 0; i < 800; i++) {
      for (const id of await ids(`message ${i}`, 4)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    // 80 times each on average; 5 standard deviations are 42.
    expect(counts.size).toBe(40);
    for (const count of counts.values()) expect(Math.abs(count - 80)).toBeLessThan(42);
  });

  it("goes on to others where some are excluded, and keeps the rest", async () => {
    const { ids } = await setUp(randomDemos);
    const [first = "", ...rest] = await ids("hello");
    expect((await ids("hello", 5, [first])).slice(0, 4)).toEqual(rest);
  });
});

describe("labeledFewShot", () => {
  it("shows the same demos in every conversation, and asks nobody", async () => {
    const { ids, embedder } = await setUp(labeledFewShot);
    expect(await ids("hello")).toEqual(await ids("question number 3"));
    expect(embedder.calls).toEqual([]);
  });

  it("shows all tags in turn", async () => {
    const { ids } = await setUp(labeledFewShot);
    const tags = (await ids("hello", 8)).map((id) => Number(id) % 4);
    expect(tags.slice(0, 4).toSorted()).toEqual([0, 1, 2, 3]);
    expect(tags.slice(4).toSorted()).toEqual([0, 1, 2, 3]);
  });

  it("shows the best rated first, unrated ones before badly rated ones", async () => {
    const rated = trainset.slice(0, 4).map((one, i) => (i === 3 ? one : { ...one, rating: [1, 5, 4][i] ?? 3 }));
    expect(await (await setUp(labeledFewShot, {}, rated)).ids("hello", 4)).toEqual(["1", "2", "3", "0"]);
  });

  it("shows a conversation twice only when all have been shown, and a reply never twice", async () => {
    const one = trainset.slice(0, 6).map((each) => ({ ...each, conversation: "one" }));
    const { ids } = await setUp(labeledFewShot, {}, [
      ...one,
      example("other", ["hi"], { reply: " reply of 30 " }),
      ...trainset.slice(30, 33),
    ]);
    const shown = await ids("hello", 50);
    expect(shown.slice(0, 4).filter((id) => Number(id) < 6)).toHaveLength(1);
    expect(shown).toHaveLength(9);
  });

  it("lets the next in line take the place of an excluded one", async () => {
    const { ids } = await setUp(labeledFewShot);
    const line = await ids("hello", 7);
    expect(await ids("hello", 5, [line[1] ?? "", `conversation of ${line[3]}`])).toEqual(
      line.filter((_, at) => at !== 1 && at !== 3),
    );
  });

  it("shows others with another seed, the same ones whatever the trainset's order", async () => {
    const shown = await (await setUp(labeledFewShot)).ids("hello");
    expect(await (await setUp(labeledFewShot, { seed: 2 })).ids("hello")).not.toEqual(shown);
    expect(await (await setUp(labeledFewShot, {}, trainset.toReversed())).ids("hello")).toEqual(shown);
  });
});
