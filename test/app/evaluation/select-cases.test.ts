import { describe, expect, test } from "vitest";
import { selectCases } from "../../../app/evaluation/select-cases.ts";
import { InputError } from "../../../brain/core/errors.ts";
import { conversationOf } from "../../evals/make-conversation.ts";

const examples = Array.from({ length: 100 }, (_, row) =>
  conversationOf(`c${row}`, ["hello", `Reply number ${row}.`], { tags: [row % 2 === 0 ? "greeting" : "news"] }),
);
const names = (from: number, to: number) => new Set(examples.slice(from, to).map(({ conversation }) => conversation));
const splits = { train: names(0, 50), dev: names(50, 80), test: names(80, 100) };
const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);
const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return error.message;
  }
  throw new Error("expected an InputError");
};

describe("selectCases", () => {
  test("dev and test are asked of what knows train alone", () => {
    for (const split of ["dev", "test"] as const) {
      const { cases, trainset } = selectCases(examples, splits, split);
      expect(new Set(ids(cases))).toEqual(splits[split]);
      expect(new Set(ids(trainset))).toEqual(splits.train);
    }
  });

  test("loco asks all that is not in test, and learns from the same; test stays untouched", () => {
    const { cases, trainset } = selectCases(examples, splits, "loco");
    expect(ids(cases)).toEqual(ids(trainset));
    expect(cases).toHaveLength(80);
    expect(cases.some(({ conversation }) => splits.test.has(conversation))).toBe(false);
  });

  test("a case expects the client's reply and keeps conversation, tags and time", () => {
    const at = "2026-03-10T08:41:00Z";
    const timed = {
      ...conversationOf("t", ["hi", "Hello."], { tags: ["greeting"] }),
      messages: [{ from: "user" as const, text: "hi", at }],
    };
    const { cases } = selectCases([...examples, timed], undefined, "loco", { filter: ["id=t"] });
    expect(cases).toEqual([
      { id: "t", conversation: "t", messages: timed.messages, expected: "Hello.", tags: ["greeting"], at },
    ]);
  });

  test("an example in which the persona spoke last is left out and said so", () => {
    const odd = conversationOf("c0", ["hi", "Hello.", "And?"], { id: "odd" });
    const { cases, skipped, trainset } = selectCases([...examples, odd], splits, "train");
    expect(ids(cases)).not.toContain("odd");
    expect(ids(trainset)).toContain("odd");
    expect(skipped).toEqual([{ id: "odd", why: "its last message is not the user's" }]);
  });

  test("without a splits.json only loco is possible; nothing is split at random behind one's back", () => {
    expect(selectCases(examples, undefined, "loco").cases).toHaveLength(100);
    const told = refusal(() => selectCases(examples, undefined, "dev"));
    expect(told).toMatch(/splits freeze/);
    expect(told).toMatch(/--split loco/);
  });

  test("a split of one conversation, an empty one, and nothing to learn from are refused with the way out", () => {
    const of = (train: string[], dev: string[]) => ({
      train: new Set(train),
      dev: new Set(dev),
      test: new Set<string>(),
    });
    expect(refusal(() => selectCases(examples, of(["c1"], ["c2"]), "dev"))).toMatch(/single conversation[\s\S]*loco/);
    expect(refusal(() => selectCases(examples, of(["c1"], []), "dev"))).toMatch(/no example of it can be asked/);
    expect(refusal(() => selectCases(examples, of(["gone"], ["c2", "c3"]), "dev"))).toMatch(/nothing to learn from/);
    expect(refusal(() => selectCases(examples.slice(0, 1), undefined, "loco"))).toMatch(/add examples/);
  });

  test("where few conversations are asked it is said how wide an interval gets, and that loco asks more", () => {
    expect(selectCases(examples, splits, "dev").notices).toEqual([]);
    expect(selectCases(examples, splits, "test").notices).toEqual([
      expect.stringMatching(/20 conversations: .*±0\.22.*--split loco/),
    ]);
  });

  test("conversations in no split are not used in silence", () => {
    const more = [...examples, conversationOf("new", ["hi", "Hello."])];
    expect(selectCases(more, splits, "dev").notices).toEqual([
      expect.stringMatching(/1 conversation is in no split.*--extend/),
    ]);
  });
});

describe("--filter", () => {
  const filtered = (...filter: string[]) => ids(selectCases(examples, splits, "dev", { filter }).cases);

  test("chooses by tag, by id with * and ?, and by conversation", () => {
    expect(filtered("tag=greeting")).toHaveLength(15);
    expect(filtered("c5?")).toHaveLength(10);
    expect(filtered("id=*9")).toEqual(["c59", "c69", "c79"]);
    expect(filtered("conversation=c60,c61")).toEqual(["c60", "c61"]);
  });

  test("several must all hold; what a comma separates may hold instead", () => {
    expect(filtered("tag=greeting", "id=c5*")).toEqual(["c50", "c52", "c54", "c56", "c58"]);
    expect(filtered("tag=greeting,news")).toHaveLength(30);
  });

  test("does not change what is learned from", () => {
    expect(selectCases(examples, splits, "dev", { filter: ["tag=news"] }).trainset).toHaveLength(50);
  });

  test("one that leaves nothing, or that nobody knows, is an error and not an empty evaluation", () => {
    expect(refusal(() => filtered("tag=greetings"))).toMatch(/none of the 30 cases[\s\S]*greeting, news/);
    expect(refusal(() => filtered("tags=greeting"))).toMatch(/did you mean tag/);
    expect(refusal(() => filtered("tag="))).toMatch(/names nothing/);
  });

  test("a long row of stars is no way to hang it", () => {
    expect(refusal(() => filtered(`${"*a".repeat(5000)}b`))).toMatch(/none of the 30/);
  });
});
