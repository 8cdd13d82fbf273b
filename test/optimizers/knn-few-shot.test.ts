import { describe, expect, it } from "vitest";
import type { CompileProgress, Embedder } from "../../brain/core/ports.ts";
import { defaultDemoSettings } from "../../optimizers/demo-settings.ts";
import { knnFewShot } from "../../optimizers/knn-few-shot.ts";
import { optimizerContract } from "../contracts/optimizer.ts";
import { type CountingEmbedder, countingEmbedder } from "./counting-embedder.ts";
import { example } from "./make-example.ts";

const maker =
  (changes = {}) =>
  (embedder: Embedder) =>
    knnFewShot({ ...defaultDemoSettings, ...changes }, { embedder });

optimizerContract("knnFewShot", maker());
optimizerContract("knnFewShot with MMR", maker({ diversity: 0.3 }));
optimizerContract("knnFewShot with pinned demos", maker({ pinned: 2 }));

const student = { signature: "respond", instructions: "Answer as the persona would." };
const trainset = Array.from({ length: 300 }, (_, i) => example(`${i}`, [`first ${i}`, `second ${i}`, `third ${i}`]));
const compile = (embedder: CountingEmbedder, options = {}, examples = trainset, settings = defaultDemoSettings) =>
  knnFewShot(settings, { embedder }).compile(student, examples, options);
const embeddedTexts = (embedder: CountingEmbedder) => embedder.calls.flat();

describe("knnFewShot", () => {
  it("embeds in batches, each text of a batch once", async () => {
    const embedder = countingEmbedder();
    await compile(embedder);
    expect(embedder.calls.length).toBeGreaterThan(1);
    expect(embedder.calls.length).toBeLessThan(10);
    expect(new Set(embeddedTexts(embedder)).size).toBe(600);
    expect(embeddedTexts(embedder)).toHaveLength(600);
  });

  it("embeds equal conversations once", async () => {
    const embedder = countingEmbedder();
    const program = await compile(embedder, {}, [example("a", ["hello"]), example("b", ["hello"], { reply: "hey" })]);
    expect(embeddedTexts(embedder)).toEqual(["hello"]);
    expect(program.vectors.slice(0, 48)).toEqual(program.vectors.slice(48));
  });

  it("embeds nothing again where nothing that is embedded changed", async () => {
    const previous = await compile(countingEmbedder());
    const embedder = countingEmbedder();
    const edited = trainset
      .map((one, i) => (i === 3 ? { ...one, reply: "better words", tags: ["new"] } : one))
      .toReversed();
    const program = await compile(embedder, { previous }, edited);
    expect(embeddedTexts(embedder)).toEqual([]);
    expect(program.trainsetHash).not.toBe(previous.trainsetHash);
    expect(program.vectors.slice(0, 48)).toEqual(previous.vectors.slice(299 * 48));
  });

  it("embeds only what was added or edited", async () => {
    const previous = await compile(countingEmbedder());
    const embedder = countingEmbedder();
    const edited = trainset.map((one, i) => (i === 7 ? example("7", ["first 7", "second 7", "rewritten"]) : one));
    await compile(embedder, { previous }, [...edited, example("new", ["hello"])]);
    expect(embeddedTexts(embedder).toSorted()).toEqual(["first 7\nsecond 7", "hello", "rewritten"]);
  });

  it("takes nothing over from another embedder, or other settings", async () => {
    const previous = await compile(countingEmbedder());
    for (const changes of [{ version: "2" }, { model: "other" }, { provider: "other" }]) {
      const embedder = countingEmbedder(changes);
      await compile(embedder, { previous });
      expect(embeddedTexts(embedder)).toHaveLength(600);
    }
    const embedder = countingEmbedder();
    await compile(embedder, { previous }, trainset, { ...defaultDemoSettings, lastWeight: 0.5 });
    expect(embeddedTexts(embedder)).toHaveLength(600);
  });

  it("stops between two batches when it is told to", async () => {
    const controller = new AbortController();
    const embedder = countingEmbedder();
    const stopping = {
      ...embedder,
      embed: async (texts: readonly string[]) => {
        controller.abort();
        return embedder.embed(texts);
      },
    };
    await expect(compile(stopping, { signal: controller.signal })).rejects.toMatchObject({ code: "aborted" });
    expect(embedder.calls).toHaveLength(1);
  });

  it("hands its signal to the embedder", async () => {
    const { signal } = new AbortController();
    const seen: unknown[] = [];
    const embedder = countingEmbedder();
    const listening = {
      ...embedder,
      embed: async (texts: readonly string[], options?: { signal?: AbortSignal }) => {
        seen.push(options?.signal);
        return embedder.embed(texts);
      },
    };
    await compile(listening, { signal }, trainset.slice(0, 1));
    expect(seen).toEqual([signal]);
  });

  it("refuses vectors of other dimensions than the embedder said", async () => {
    const embedder = { ...countingEmbedder(), identity: countingEmbedder({ dimensions: 7 }).identity };
    await expect(compile(embedder)).rejects.toMatchObject({ code: "malformed" });
  });

  it("pins the demos that represent the trainset, of different replies", async () => {
    const groups = ["good morning sun", "which film is it", "i feel sad today"].flatMap((text, group) =>
      Array.from({ length: 5 }, (_, i) => example(`${group}-${i}`, [i === 2 ? text : `${text} word${group}${i}`])),
    );
    const program = await compile(countingEmbedder(), {}, groups, { ...defaultDemoSettings, pinned: 3 });
    expect(program.pinned.map(({ id }) => id).toSorted()).toEqual(["0-2", "1-2", "2-2"]);
    const repeated = groups.map((one) => ({ ...one, reply: "the same" }));
    expect(
      (await compile(countingEmbedder(), {}, repeated, { ...defaultDemoSettings, pinned: 3 })).pinned,
    ).toHaveLength(1);
  });

  it("tells how far embedding has come", async () => {
    const told: string[] = [];
    await compile(countingEmbedder(), {
      onProgress: ({ phase, done, total }: CompileProgress) => told.push(`${phase} ${done}/${total}`),
    });
    expect(told).toEqual(["embedding 128/300", "embedding 256/300", "embedding 300/300"]);
  });
});
