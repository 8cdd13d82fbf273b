import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Example } from "../../brain/core/example.ts";
import type { DemoIndex, DemoQuery } from "../../brain/core/ports.ts";
import { demoSelector } from "../../optimizers/demo-selector.ts";
import { defaultDemoSettings } from "../../optimizers/demo-settings.ts";
import { exactIndex } from "../../optimizers/exact-index.ts";
import { knnFewShot } from "../../optimizers/knn-few-shot.ts";
import { countingEmbedder } from "./counting-embedder.ts";
import { example, talk } from "./make-example.ts";

const student = { signature: "respond", instructions: "Answer as the persona would." };

const setUp = async (trainset: readonly Example[]) => {
  const program = await knnFewShot(defaultDemoSettings, { embedder: countingEmbedder() }).compile(student, trainset);
  const exact = exactIndex({ vectors: program.vectors, dimensions: 48, sieve: undefined });
  const embedder = countingEmbedder();
  const searches: number[] = [];
  const index: DemoIndex = {
    ...exact,
    search: (query, k, accept) => {
      searches.push(k);
      return exact.search(query, k, accept);
    },
  };
  const selector = demoSelector(program, { embedder, index });
  const ids = async (query: Omit<DemoQuery, "messages">, ...texts: string[]) =>
    (await selector.select({ messages: talk(...texts), ...query })).map(({ id }) => id);
  return { program, selector, embedder, searches, ids };
};

const trainset = [
  example("ribbon", ["where do you buy ribbon"], { tags: ["hobby"] }),
  example("film", ["which film do you shoot"], { tags: ["hobby"] }),
  example("sad", ["i feel sad today"], { tags: ["comfort", "bad-news"] }),
  example("sad film", ["the film made me sad today"], { tags: ["comfort"] }),
  example("morning", ["good morning"]),
  example("night", ["good night"]),
];

describe("demoSelector", () => {
  it("chooses the nearest examples, nearest first, whole and with their similarity", async () => {
    const { selector } = await setUp(trainset);
    const demos = await selector.select({ messages: talk("good morning"), k: 2 });
    expect(demos.map(({ id }) => id)).toEqual(["morning", "night"]);
    expect(demos[0]).toEqual({ ...trainset[4], similarity: expect.closeTo(1, 6) });
    expect(demos[1]?.similarity).toBeCloseTo(0.5, 6);
  });

  it("asks the embedder once and the index once", async () => {
    const { embedder, searches, ids } = await setUp(trainset);
    await ids({ k: 3 }, "good evening", "hello you", "which film is it");
    expect(embedder.calls).toEqual([["which film is it", "good evening\nhello you"]]);
    expect(searches).toHaveLength(1);
  });

  it("asks neither for no demos", async () => {
    const { embedder, searches, ids } = await setUp(trainset);
    expect(await ids({ k: 0 }, "good morning")).toEqual([]);
    expect(await (await setUp([])).ids({ k: 3 }, "good morning")).toEqual([]);
    expect([embedder.calls, searches]).toEqual([[], []]);
  });

  it("prefers examples with one of the tags, unless another is clearly nearer", async () => {
    const { ids } = await setUp(trainset);
    expect(await ids({ k: 1 }, "film")).toEqual(["film"]);
    expect(await ids({ k: 1, tags: ["comfort"] }, "film")).toEqual(["sad film"]);
    expect(await ids({ k: 1, tags: ["comfort"] }, "which film do you shoot")).toEqual(["film"]);
    expect(await ids({ k: 2, tags: ["no such tag"] }, "good night")).toEqual(["night", "morning"]);
  });

  it("orders by similarity, whatever the tags", async () => {
    const { ids } = await setUp(trainset);
    expect(await ids({ k: 2, tags: ["comfort"] }, "film")).toEqual(["film", "sad film"]);
  });

  it("never chooses what is excluded, by the id of an example or of a conversation", async () => {
    const { ids } = await setUp(trainset);
    expect(await ids({ k: 1, exclude: new Set(["morning"]) }, "good morning")).toEqual(["night"]);
    expect(await ids({ k: 6, exclude: new Set(["conversation of morning", "sad"]) }, "good morning")).not.toContain(
      "morning",
    );
    expect(await ids({ k: 9, exclude: new Set(["sad"]), tags: ["comfort"] }, "i feel sad")).not.toContain("sad");
  });

  it("shows a reply once, however many examples give it, and looks further for others", async () => {
    const same = Array.from({ length: 30 }, (_, i) =>
      example(`same ${i}`, ["good morning"], { reply: i % 2 ? " Morning!" : "Morning!" }),
    );
    const { ids } = await setUp([...same, ...trainset]);
    expect(await ids({ k: 3 }, "good morning")).toEqual(["same 0", "morning", "night"]);
    const tagged = await setUp([...same.map((one) => ({ ...one, tags: ["comfort"] })), ...trainset]);
    expect(await tagged.ids({ k: 3, tags: ["comfort"] }, "good morning")).toEqual(["same 0", "morning", "night"]);
  });

  it("gives the first examples to a conversation with nothing in it", async () => {
    const { selector, embedder } = await setUp(trainset);
    const demos = await selector.select({ messages: [], k: 2 });
    expect(demos.map(({ id, similarity }) => [id, similarity])).toEqual([
      ["ribbon", 0],
      ["film", 0],
    ]);
    expect(embedder.calls).toEqual([]);
  });

  it("keeps all its promises at once for any query", async () => {
    const words = fc.constantFrom("good", "morning", "film", "sad", "today", "ribbon", "?");
    const text = fc.array(words, { minLength: 1, maxLength: 4 }).map((drawn) => drawn.join(" "));
    const drawnExample = fc.record({ text, reply: words, tags: fc.subarray(["a", "b"]), conversation: words });
    const query = fc.record({
      text,
      k: fc.nat({ max: 8 }),
      tags: fc.subarray(["a", "b"]),
      exclude: fc.subarray(["0", "3", "film"]),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(drawnExample, { maxLength: 25 }), query, async (drawn, { text, k, tags, exclude }) => {
        const examples = drawn.map(({ text: said, ...rest }, i) => example(`${i}`, [said], rest));
        const { selector } = await setUp(examples);
        const demos = await selector.select({ messages: talk(text), k, tags, exclude: new Set(exclude) });
        const eligible = examples.filter((one) => !exclude.includes(one.id) && !exclude.includes(one.conversation));
        const isTagged = (one: Example) => one.tags.some((tag) => tags.includes(tag));
        const replies = (some: readonly Example[]) => new Set(some.map(({ reply }) => reply)).size;
        expect(demos).toHaveLength(Math.min(k, replies(eligible)));
        expect(replies(demos)).toBe(demos.length);
        expect(demos.every(({ id }) => eligible.some((one) => one.id === id))).toBe(true);
        expect(demos.map(({ similarity }) => similarity)).toEqual(
          demos.map(({ similarity }) => similarity).toSorted((a, b) => b - a),
        );
        // Whoever was left out is no nearer than the furthest that was chosen, but for what a tag is worth.
        const furthest = demos.at(-1)?.similarity ?? 1;
        const chosen = new Set(demos.map(({ reply }) => reply));
        const all = await selector.select({ messages: talk(text), k: examples.length, exclude: new Set(exclude) });
        for (const one of all.filter(({ reply }) => !chosen.has(reply))) {
          expect(one.similarity).toBeLessThanOrEqual(furthest + 1e-6 + (isTagged(one) ? 0 : 0.2));
        }
      }),
    );
  });

  it("refuses a program without its trainset, of another optimizer, or of another embedder", async () => {
    const { program } = await setUp(trainset);
    const embedder = countingEmbedder({ dimensions: 7 });
    const index = exactIndex({ vectors: program.vectors, dimensions: 48, sieve: undefined });
    expect(() => demoSelector({ ...program, trainset: [] }, { embedder, index })).toThrow("0 examples");
    expect(() => demoSelector({ ...program, settings: {} }, { embedder, index })).toThrow("knn-few-shot");
    const select = demoSelector(program, { embedder, index }).select({ messages: talk("hi"), k: 1 });
    await expect(select).rejects.toMatchObject({ code: "mismatched" });
  });
});
