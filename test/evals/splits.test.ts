import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashText } from "../../brain/text/hash.ts";
import { extendSplits, freezeSplits } from "../../evals/freeze-splits.ts";
import { conversationOf } from "./make-conversation.ts";

/** Twelve words that no other number has. */
const say = (seed: number) => Array.from({ length: 12 }, (_, at) => hashText(`${seed}.${at}`).toString(36)).join(" ");
const plain = (count: number, tagsOf: (row: number) => string[] = () => []) =>
  Array.from({ length: count }, (_, row) =>
    conversationOf(`c${row}`, [say(row), say(row + 5000)], { tags: tagsOf(row) }),
  );
const shares = { train: 0.8, dev: 0.1 };

describe("freezeSplits", () => {
  test("deals every conversation once, by the shares, the same for the same seed", () => {
    const examples = plain(200);
    const frozen = freezeSplits(examples, { ...shares, seed: 1 });
    expect([frozen.train.length, frozen.dev.length, frozen.test.length]).toEqual([160, 20, 20]);
    expect([...frozen.train, ...frozen.dev, ...frozen.test].toSorted()).toEqual(
      examples.map(({ conversation }) => conversation).toSorted(),
    );
    expect(freezeSplits(examples, { ...shares, seed: 1 })).toEqual(frozen);
    expect(freezeSplits(examples, { ...shares, seed: 2 })).not.toEqual(frozen);
  });

  test("keeps each tag's share in every split", () => {
    const examples = plain(300, (row) => [row % 3 === 0 ? "greeting" : "news", ...(row % 30 === 0 ? ["rare"] : [])]);
    const { dev, test: kept } = freezeSplits(examples, { ...shares, seed: 1 });
    for (const split of [dev, kept]) {
      const of = (tag: string) =>
        examples.filter((each) => split.includes(each.conversation) && each.tags.includes(tag));
      expect(of("greeting").length).toBeGreaterThanOrEqual(9);
      expect(of("greeting").length).toBeLessThanOrEqual(11);
      expect(of("rare")).toHaveLength(1);
    }
  });

  test("conversations that are near-duplicates go together, whatever the seed and however many", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 20 }), (seed, copies) => {
        const twins = Array.from({ length: copies }, (_, row) =>
          conversationOf(`twin${row}`, [
            "which camera is it",
            `Three old friends and a box camera for the fog${"!".repeat(row)}`,
          ]),
        );
        const frozen = freezeSplits([...plain(40), ...twins], { ...shares, seed });
        const homes = Object.values(frozen).filter((names) => names.some((name) => name.startsWith("twin")));
        expect(homes).toHaveLength(1);
      }),
      { numRuns: 20 },
    );
  });

  test("examples of one conversation are never torn apart", () => {
    const examples = plain(30).flatMap((each) => [each, { ...each, id: `${each.id}-2`, reply: `${each.reply} again` }]);
    const frozen = freezeSplits(examples, { ...shares, seed: 3 });
    expect(Object.values(frozen).flat()).toHaveLength(30);
  });
});

describe("extendSplits", () => {
  const examples = plain(5);
  const splits = { train: new Set(["c0"]), dev: new Set(["c1"]), test: new Set(["c2"]) };

  test("adds what is in no split to train, in the examples' order", () => {
    expect(extendSplits(examples, splits)).toEqual({ added: ["c3", "c4"], leftOut: [] });
  });

  test("leaves out what nearly repeats dev or test: it would be learned, and then measured", () => {
    const [, , held] = examples;
    const twin = conversationOf("late", [held?.messages[0]?.text ?? "", `${held?.reply} indeed`]);
    expect(extendSplits([...examples, twin], splits)).toEqual({ added: ["c3", "c4"], leftOut: ["late"] });
  });
});
