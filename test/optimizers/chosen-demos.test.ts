import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Example } from "../../brain/core/example.ts";
import type { DemoQuery } from "../../brain/core/ports.ts";
import type { PinnedDemo } from "../../brain/core/program.ts";
import { compileProgram } from "../../optimizers/compile-program.ts";
import { type DemoSettings, defaultDemoSettings } from "../../optimizers/demo-settings.ts";
import { anySettings } from "./any-settings.ts";
import { countingEmbedder } from "./counting-embedder.ts";
import { example, talk } from "./make-example.ts";
import { openSelector } from "./open-selector.ts";

const student = { signature: "respond", instructions: "Answer as the persona would." };

const setUp = async (
  changes: Partial<DemoSettings>,
  examples: readonly Example[] = trainset,
  pinned?: readonly PinnedDemo[],
) => {
  const settings = { ...defaultDemoSettings, ...changes };
  const compiled = await compileProgram(
    { optimizer: "test", settings, embedder: countingEmbedder() },
    student,
    examples,
  );
  const program = pinned === undefined ? compiled : { ...compiled, pinned };
  const opened = openSelector(program);
  const select = (text: string, query: Partial<DemoQuery> = {}) =>
    opened.selector.select({ messages: talk(text), k: 3, ...query });
  const ids = async (text: string, query: Partial<DemoQuery> = {}) => (await select(text, query)).map(({ id }) => id);
  return { ...opened, program, select, ids };
};

const trainset = [
  example("morning", ["good morning"]),
  example("morning too", ["good morning morning"], { rating: 5 }),
  example("night", ["good night"], { rating: 1 }),
  example("film", ["which film do you shoot"], { tags: ["hobby"] }),
  example("sad", ["i feel sad today"], { tags: ["comfort"] }),
];

describe("the order of demos", () => {
  it("puts the nearest last where that is set", async () => {
    const first = await (await setUp({})).ids("good morning");
    expect(first).toEqual(["morning", "morning too", "night"]);
    expect(await (await setUp({ order: "nearest-last" })).ids("good morning")).toEqual(first.toReversed());
  });

  it("keeps pinned demos before the others in either order, with their likeness told", async () => {
    const pinned = [{ id: "film" }, { id: "sad" }];
    const nearestLast = await setUp({ pinned: 2, order: "nearest-last" }, trainset, pinned);
    expect(await nearestLast.ids("good morning", { k: 4 })).toEqual(["film", "sad", "morning too", "morning"]);
    const demos = await (await setUp({ pinned: 1 }, trainset, pinned)).select("which film");
    expect(demos[0]?.id).toBe("film");
    expect(demos[0]?.similarity).toBeGreaterThan(0.5);
  });
});

describe("ratings", () => {
  it("raise and lower what an example is worth, without changing the likeness that is told", async () => {
    const demos = await (await setUp({ ratingWeight: 0.2 })).select("good morning", { k: 2 });
    expect(demos.map(({ id }) => id)).toEqual(["morning", "morning too"]);
    const [only] = await (await setUp({ ratingWeight: 0.2 })).select("good morning", { k: 1 });
    expect(only?.id).toBe("morning too");
    expect(only?.similarity).toBeLessThan(1);
    expect(await (await setUp({ ratingWeight: 1 })).ids("good night", { k: 4 })).not.toContain("night");
  });
});

describe("the floor", () => {
  it("leaves unlike demos out rather than fill up with them", async () => {
    expect(await (await setUp({ floor: 0.4 })).ids("good morning", { k: 5 })).toEqual([
      "morning",
      "morning too",
      "night",
    ]);
    expect(await (await setUp({ floor: 0.4 })).ids("zebra", { k: 5 })).toEqual([]);
  });

  it("does not hold for pinned demos", async () => {
    const { ids } = await setUp({ floor: 0.4, pinned: 1 }, trainset, [{ id: "sad" }]);
    expect(await ids("zebra")).toEqual(["sad"]);
  });
});

describe("diversity", () => {
  it("takes one unlike the others before one that says the same again", async () => {
    expect(await (await setUp({})).ids("good morning film", { k: 2 })).toEqual(["morning", "morning too"]);
    expect(await (await setUp({ diversity: 0.5 })).ids("good morning film", { k: 2 })).toEqual(["morning", "film"]);
  });

  it("looks at pinned demos, too", async () => {
    const { ids } = await setUp({ diversity: 0.7, pinned: 1 }, trainset, [{ id: "morning too" }]);
    expect((await ids("good morning film", { k: 2 }))[1]).toBe("film");
  });
});

describe("pinned demos", () => {
  it("are never more than are asked for", async () => {
    const { ids } = await setUp({ pinned: 2 }, trainset, [{ id: "film" }, { id: "sad" }]);
    expect(await ids("good morning", { k: 1 })).toEqual(["film"]);
    expect(await ids("good morning", { k: 0 })).toEqual([]);
  });

  it("are not shown again among the others", async () => {
    const { ids } = await setUp({ pinned: 1 }, trainset, [{ id: "morning" }]);
    expect(await ids("good morning")).toEqual(["morning", "morning too", "night"]);
  });

  it("leave their place to a chosen one where they are excluded", async () => {
    const { ids } = await setUp({ pinned: 1 }, trainset, [{ id: "sad" }]);
    for (const name of ["sad", "conversation of sad"]) {
      expect(await ids("good morning", { exclude: new Set([name]) })).toEqual(["morning", "morning too", "night"]);
    }
  });

  it("may show what a teacher replied in place of the client's own words, each reply once", async () => {
    const made = { lm: "fake:teacher", score: 0.9 };
    const pinned = [
      { id: "sad", made: { ...made, reply: "Oh no, tell me." } },
      { id: "film", made: { ...made, reply: " Oh no, tell me." } },
      { id: "night", made: { ...made, reply: "reply of morning" } },
    ];
    const demos = await (await setUp({ pinned: 3 }, trainset, pinned)).select("good morning", { k: 4 });
    expect(demos.map(({ id, reply }) => [id, reply])).toEqual([
      ["sad", "Oh no, tell me."],
      ["night", "reply of morning"],
      ["morning too", "reply of morning too"],
      ["film", "reply of film"],
    ]);
  });

  it("of an example that is not there make the program unusable", async () => {
    await expect(setUp({ pinned: 1 }, trainset, [{ id: "gone" }])).rejects.toMatchObject({ code: "mismatched" });
  });
});

describe("demos, with any settings", () => {
  const words = fc.constantFrom("good", "morning", "film", "sad", "today", "?");
  const text = fc.array(words, { minLength: 1, maxLength: 4 }).map((drawn) => drawn.join(" "));
  const examples = fc
    .array(
      fc.record({
        text,
        reply: words,
        tags: fc.subarray(["a", "b"]),
        conversation: words,
        rating: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      }),
      { maxLength: 20 },
    )
    .map((drawn) =>
      drawn.map(({ text: said, rating, ...rest }, i) =>
        example(`${i}`, [said], { ...rest, ...(rating !== undefined && { rating }) }),
      ),
    );

  it("never hold the example itself nor its conversation, are at most k, of different replies, and always the same", async () => {
    await fc.assert(
      fc.asyncProperty(
        examples,
        anySettings,
        fc.nat({ max: 6 }),
        fc.subarray(["a", "b"]),
        async (drawn, settings, k, tags) => {
          const { selector, embedder } = await setUp(settings, drawn);
          for (const own of drawn.slice(0, 4)) {
            const query = { messages: own.messages, k, tags, exclude: new Set([own.id, own.conversation]) };
            const demos = await selector.select(query);
            const eligible = drawn.filter((one) => one.conversation !== own.conversation);
            const replies = new Set(eligible.map(({ reply }) => reply)).size;
            expect(demos.every(({ id }) => eligible.some((one) => one.id === id))).toBe(true);
            expect(new Set(demos.map(({ reply }) => reply)).size).toBe(demos.length);
            if (settings.choice === "none") expect(demos).toEqual([]);
            else if (settings.floor === -1) expect(demos).toHaveLength(Math.min(k, replies));
            else expect(demos.length).toBeLessThanOrEqual(Math.min(k, replies));
            expect(await selector.select(query)).toEqual(demos);
          }
          if (settings.choice !== "nearest") expect(embedder.calls).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("are, without diversity, worth at least as much as whatever was left out", async () => {
    const nearest = anySettings.map((settings) => ({
      ...settings,
      choice: "nearest" as const,
      ...{ diversity: 0, pinned: 0 },
    }));
    await fc.assert(
      fc.asyncProperty(examples, nearest, fc.integer({ min: 1, max: 4 }), text, async (drawn, settings, k, said) => {
        const { select } = await setUp(settings, drawn);
        const tags = ["a"];
        const all = await (
          await setUp(
            { ...settings, floor: -1, tagBonus: 0, ratingWeight: 0 },
            drawn.map((one) => ({
              ...one,
              reply: one.id,
            })),
          )
        ).select(said, { k: 50 });
        const worth = ({ id }: { id: string }) => {
          const one = drawn.find((each) => each.id === id);
          const bonus = one?.tags.includes("a") ? settings.tagBonus : 0;
          const cosine = all.find((each) => each.id === id)?.similarity ?? Number.NaN;
          return cosine + bonus + (settings.ratingWeight * ((one?.rating ?? 3) - 3)) / 2;
        };
        const demos = await select(said, { k, tags });
        const shown = new Set(demos.map(({ reply }) => reply));
        const least = Math.min(...demos.map(worth));
        const left = drawn.filter((one) => !shown.has(one.reply));
        const worthy = left.filter((one) => (all.find(({ id }) => id === one.id)?.similarity ?? -2) >= settings.floor);
        if (demos.length === k) for (const one of worthy) expect(worth(one)).toBeLessThanOrEqual(least + 1e-6);
        else expect(worthy).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
