import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keptPrivate } from "../../../brain/core/session.ts";
import { cutSequences } from "../../../evals/simulate/cut-sequences.ts";
import { conversationOf } from "../../../evals/simulate/sequence.ts";
import { brokenTurn, transcriptOf, turn } from "./turns.ts";

/** `u` and `p` as messages of user and persona. */
const talk = (letters: string) => ({
  id: "talk",
  conversation: "talk",
  messages: [...letters].map((letter, at) => ({ from_creator: letter === "p", content: `${letter}${at}` })),
});

const words = (letters: string, options: Parameters<typeof cutSequences>[1]) =>
  cutSequences(talk(letters), options).sequences.map(({ messages }) =>
    messages.map(({ content }) => content).join(" "),
  );

describe("cutting a conversation", () => {
  it("gives every sequence of that length that ends with the user, and what came next", () => {
    expect(words("upupu", { length: 3, step: 1, ends: "user" })).toEqual(["u0 p1 u2", "u2 p3 u4"]);
    const { sequences } = cutSequences(talk("upupu"), { length: 3, step: 1, ends: "user" });
    expect(sequences.map(({ id, next }) => [id, next?.content])).toEqual([
      ["talk@0", "p3"],
      ["talk@2", undefined],
    ]);
  });

  it("begins the next one no sooner than the step says", () => {
    expect(words("upupupu", { length: 3, step: 3, ends: "user" })).toEqual(["u0 p1 u2", "u4 p5 u6"]);
  });

  it("ends with the persona where that is asked for", () => {
    expect(words("upup", { length: 2, step: 1, ends: "persona" })).toEqual(["u0 p1", "u2 p3"]);
  });

  it("gives nothing of a conversation that is too short", () => {
    expect(words("up", { length: 3, step: 1, ends: "user" })).toEqual([]);
  });

  it("asks nothing of a message whose words are left out", () => {
    const messages = [
      { from_creator: false, content: "hi" },
      { from_creator: true, content: "Hello." },
      { from_creator: false, content: keptPrivate },
    ];
    const cut = cutSequences({ id: "a", conversation: "a", messages }, { length: 1, step: 1, ends: "user" });
    expect(cut.sequences.map(({ id }) => id)).toEqual(["a@0"]);
    expect(cut.leftOut).toBe(1);
  });

  it("never gives one of another length, another end, or out of order", () => {
    const options = fc.record({
      length: fc.integer({ min: 1, max: 6 }),
      step: fc.integer({ min: 1, max: 6 }),
      ends: fc.constantFrom("user" as const, "persona" as const),
    });
    fc.assert(
      fc.property(fc.stringMatching(/^[up]{0,20}$/), options, (letters, given) => {
        const starts = cutSequences(talk(letters), given).sequences.map(({ id, messages }) => {
          expect(messages).toHaveLength(given.length);
          expect(messages.at(-1)?.from_creator).toBe(given.ends === "persona");
          return Number(id.split("@")[1]);
        });
        for (const [at, start] of starts.entries())
          if (at > 0) expect(start - (starts[at - 1] ?? 0)).toBeGreaterThanOrEqual(given.step);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a transcript as a conversation", () => {
  it("has no reply where none was shown", () => {
    const { messages } = conversationOf(transcriptOf("a", { turns: [turn(), brokenTurn("server")] }));
    expect(messages.map(({ from_creator }) => from_creator)).toEqual([false, true, false]);
  });
});
