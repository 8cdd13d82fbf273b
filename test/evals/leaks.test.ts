import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { duplicateClusters } from "../../evals/duplicate-clusters.ts";
import { findLeaks } from "../../evals/leaks.ts";
import { resemblance, shinglesOf } from "../../evals/shingles.ts";
import { conversationOf } from "./make-conversation.ts";

const splits = (train: string[], dev: string[], test: string[]) => ({
  train: new Set(train),
  dev: new Set(dev),
  test: new Set(test),
});
const camera = "Three old friends: a Nikon for every day, a box camera for the fog and one that only pretends to work.";

describe("findLeaks", () => {
  test("names an example of test that train has nearly word for word", () => {
    const examples = [
      conversationOf("a", ["which camera is it", camera]),
      conversationOf("b", ["WHICH camera is it??", camera.replace("every day", "most days")]),
      conversationOf("c", ["good morning", "It is, once the kettle agrees."]),
    ];
    const { leaks } = findLeaks(examples, splits(["a", "c"], [], ["b"]));
    expect(leaks).toEqual([
      {
        kind: "exchange",
        similarity: expect.closeTo(0.84, 1),
        example: { id: "b", conversation: "b", split: "test" },
        twin: { id: "a", conversation: "a", split: "train" },
      },
    ]);
  });

  test("finds a reply that stands among the messages of a piece cut from the same conversation", () => {
    const examples = [
      conversationOf("piece-1", ["which camera is it", camera]),
      conversationOf("piece-2", [
        "hi",
        "Hello you.",
        "which camera is it",
        camera,
        "ha, lovely",
        "They keep me honest.",
      ]),
    ];
    const { leaks } = findLeaks(examples, splits(["piece-2"], ["piece-1"], []));
    expect(leaks.map(({ example, twin }) => [example.id, twin.id])).toEqual([["piece-1", "piece-2"]]);
  });

  test("finds the same history and reply under another last message", () => {
    const history = ["tell me about the shop", "It was a barber's once, and the mirrors stayed.", "and the chairs?"];
    const examples = [
      conversationOf("a", [
        ...history.slice(0, 2),
        "and the chairs?",
        "One is left, by the window, for whoever waits.",
      ]),
      conversationOf("b", [
        ...history.slice(0, 2),
        "so what else is",
        "One is left, by the window, for whoever waits.",
      ]),
    ];
    expect(findLeaks(examples, splits(["a"], [], ["b"])).leaks.map(({ kind }) => kind)).toEqual(["history"]);
  });

  test("the same message answered otherwise is no leak; a reply given to another message is told apart", () => {
    const examples = [
      conversationOf("a", ["hi", "Hi. You've caught me with ink on both thumbs."]),
      conversationOf("b", ["hi", "Morning. The ferry is late and so am I."]),
      conversationOf("c", ["what do you charge", "It is all on the page, I promise."]),
      conversationOf("d", ["where can i find the prints", "It is all on the page, I promise!"]),
    ];
    const report = findLeaks(examples, splits(["a", "c"], [], ["b", "d"]));
    expect(report.leaks).toEqual([]);
    expect(report.sameReply).toEqual(["d"]);
  });

  test("near-duplicates within one split are no leak, and are named for leave-one-conversation-out", () => {
    const examples = [conversationOf("a", ["which camera", camera]), conversationOf("b", ["which camera", camera])];
    const report = findLeaks(examples, splits(["a", "b"], [], []));
    expect(report.leaks).toEqual([]);
    expect(report.repeated).toEqual(["a", "b"]);
  });

  test("names conversations in no split, and names that no example has", () => {
    const examples = [conversationOf("a", ["hi", "Hello."]), conversationOf("new", ["yo", "Evening."])];
    const report = findLeaks(examples, splits(["a"], ["gone"], []));
    expect(report).toMatchObject({ unassigned: ["new"], missing: ["gone"] });
  });

  test("emoji are compared as they are", () => {
    const examples = [
      conversationOf("a", ["👍", "😊"]),
      conversationOf("b", ["?", "❤️"]),
      conversationOf("c", ["👍", "😊"]),
    ];
    expect(findLeaks(examples, splits(["a", "b"], [], ["c"])).leaks.map(({ twin }) => twin.id)).toEqual(["a"]);
  });
});

describe("duplicateClusters", () => {
  test("thousands of templated greetings make one group, in no time worth speaking of", () => {
    const greetings = Array.from({ length: 4000 }, (_, row) => conversationOf(`${row}`, ["hi", "Hey love 💕"]));
    expect(duplicateClusters([...greetings, conversationOf("other", ["which camera", camera])])).toHaveLength(2);
  });

  test("whatever word of a long reply is dropped, it stays with its twin", () => {
    const words = camera.split(" ");
    fc.assert(
      fc.property(fc.nat(words.length - 1), (at) => {
        const changed = words.filter((_, row) => row !== at).join(" ");
        const examples = [
          conversationOf("a", ["which camera is it", camera]),
          conversationOf("b", ["which camera is it", changed]),
        ];
        expect(duplicateClusters(examples)).toHaveLength(1);
      }),
    );
  });
});

test("resemblance is symmetric, from 0 to 1, and 1 for texts that differ in case and punctuation alone", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (one, other) => {
      const [left, right] = [shinglesOf(one), shinglesOf(other)];
      const found = resemblance(left, right);
      expect(found).toBe(resemblance(right, left));
      expect(found).toBeGreaterThanOrEqual(0);
      expect(found).toBeLessThanOrEqual(1);
      expect(resemblance(left, shinglesOf(one))).toBe(1);
    }),
  );
  expect(resemblance(shinglesOf("Good morning, you!"), shinglesOf("good MORNING — you"))).toBe(1);
});
