import { describe, expect, it } from "vitest";
import type { Example } from "../../../../brain/core/example.ts";
import type { TurnEvent } from "../../../../brain/core/turn.ts";
import { compareDemos } from "../../../../cli/terminal/inspector/compare-demos.ts";

const example = (id: string, ...said: readonly string[]): [string, Example] => [
  id,
  {
    ...{ id, conversation: id, reply: `Reply of ${id}.`, tags: [] },
    messages: said.map((text) =>
      text.startsWith(">") ? { from: "persona" as const, text: text.slice(1) } : { from: "user" as const, text },
    ),
  },
];

const turnOf = (message: string, similarities: Readonly<Record<string, number>>): readonly TurnEvent[] => [
  { type: "turn", turn: 1, session: "s", at: "2026-12-24T23:40:00Z", message },
  { type: "sentiment", turn: 1, sentiment: "neutral", confidence: 0.6, hostile: false, by: "local" },
  {
    ...{ type: "demos", turn: 1 },
    demos: Object.entries(similarities).map(([id, similarity]) => ({ id, similarity })),
  },
];

describe("compareDemos", () => {
  it("puts the nearest first, each with its lead over the next one", () => {
    const demos = compareDemos(turnOf("hi", { a: 0.31, b: 0.71, c: 0.62 }));
    expect(demos?.map(({ id, lead }) => [id, lead?.toFixed(2)])).toEqual([
      ["b", "0.09"],
      ["c", "0.31"],
      ["a", undefined],
    ]);
    expect(compareDemos(turnOf("hi", {}))).toEqual([]);
    expect(compareDemos([])).toBeUndefined();
  });

  it("finds the words that a demo shares with the message and few others do, in whatever form", () => {
    const examples = new Map([
      example("a", "rain, and the roof leaked", ">Let it.", "it is leaking on my cat"),
      example("b", "the roof of my car is red"),
      example("c", "my cat likes rain"),
      example("d", "my cat sleeps"),
      example("e", "we have a cat"),
    ]);
    const events = turnOf("My roof leaks, and the cat is cross", { a: 0.9, b: 0.8, c: 0.7, d: 0.6, e: 0.5 });
    expect(compareDemos(events, examples)?.map(({ words }) => words)).toEqual([["leaks"], ["roof"], [], [], []]);
  });

  it("looks at what the user said last in a demo", () => {
    const examples = new Map([example("a", "first", ">reply", "second", "third")]);
    expect(compareDemos(turnOf("hi", { a: 1 }), examples)?.[0]?.said).toBe("second\nthird");
    expect(compareDemos(turnOf("hi", { b: 1 }), examples)?.[0]).toMatchObject({
      said: "",
      words: [],
      example: undefined,
    });
  });

  it("reads scripts without spaces by pairs of signs", () => {
    const examples = new Map([example("a", "雨が降っている"), example("b", "猫が寝ている")]);
    const [first] = compareDemos(turnOf("今日は雨が好き", { a: 0.5, b: 0.4 }), examples) ?? [];
    expect(first?.words).toEqual(["雨が"]);
  });

  it("shares no words of a message that shows none", () => {
    const examples = new Map([example("a", "everything hurts")]);
    const crisis: TurnEvent = {
      ...{ type: "guard", turn: 1, side: "input", guard: "crisis", category: "crisis", action: "steer", attempt: 0 },
    };
    const [turn, ...rest] = turnOf("everything hurts", { a: 0.9 });
    const events = [...(turn ? [turn, crisis] : []), ...rest];
    expect(compareDemos(events, examples)?.[0]?.words).toEqual([]);
  });
});
