import { describe, expect, it } from "vitest";
import { LmError } from "../../../brain/core/errors.ts";
import { holdConversation, type UserMove } from "../../../evals/simulate/hold-conversation.ts";
import type { TranscriptTurn } from "../../../evals/simulate/transcript.ts";
import { brokenTurn, turn } from "./turns.ts";

const sayings = ["The lamp is on.", "Radio says rain.", "Soup today, with bread.", "Cats sleep.", "I found a spring."];

/** Says these replies in turn, and keeps what it was told. */
const persona = (...turns: readonly Partial<TranscriptTurn>[]) => {
  const heard: string[] = [];
  return {
    heard,
    answer: async (message: string) => {
      heard.push(message);
      return turn({ message, reply: sayings[heard.length - 1] ?? "That is all.", ...turns[heard.length - 1] });
    },
  };
};

describe("a user with a script", () => {
  it("says it to its end", async () => {
    const { heard, answer } = persona();
    const { turns, end } = await holdConversation({ turns: 9, moves: { script: ["one", "two"] }, answer });
    expect(heard).toEqual(["one", "two"]);
    expect(turns).toHaveLength(2);
    expect(end).toEqual({ reason: "script" });
  });

  it("is stopped where the turns are fewer, and has said all where they are as many", async () => {
    const script = ["one", "two", "three"];
    const ended = async (turns: number) =>
      (await holdConversation({ turns, moves: { script }, answer: persona().answer })).end.reason;
    expect(await ended(2)).toBe("turns");
    expect(await ended(3)).toBe("script");
  });

  it("gives up after as many unhelpful replies in a row as they have patience for", async () => {
    const deflected = { by: "safe", pipeline: "deflect", reply: "Let's stay here." } as const;
    const { answer } = persona({}, deflected, {}, { reply: sayings[0] ?? "" }, { ...deflected, reply: "Not that." });
    const script = ["a", "b", "c", "d", "e", "f"];
    const { turns, end } = await holdConversation({ turns: 9, patience: 2, moves: { script }, answer });
    expect(end).toEqual({ reason: "patience" });
    expect(turns).toHaveLength(5);
  });

  it("takes being told what they talk with for an answer", async () => {
    const { answer } = persona(
      { by: "safe", pipeline: "disclose" },
      { by: "safe", pipeline: "disclose", reply: "A program." },
    );
    const { end } = await holdConversation({ turns: 9, patience: 1, moves: { script: ["a", "b"] }, answer });
    expect(end.reason).toBe("script");
  });
});

describe("a user who is played", () => {
  const leavingAfter = (count: number, leave: "goal" | "patience" | "left") => ({
    play: async (turns: readonly TranscriptTurn[]): Promise<UserMove> =>
      turns.length < count ? { say: `message ${turns.length + 1}` } : { leave },
  });

  it("leaves when they decide to, with their reason", async () => {
    const { heard, answer } = persona();
    const { end } = await holdConversation({ turns: 9, moves: leavingAfter(3, "goal"), answer });
    expect(end).toEqual({ reason: "goal" });
    expect(heard).toEqual(["message 1", "message 2", "message 3"]);
  });

  it("is not asked for a message that would not be sent", async () => {
    let asked = 0;
    const play = async (): Promise<UserMove> => ({ say: `message ${++asked}` });
    const { end } = await holdConversation({ turns: 2, moves: { play }, answer: persona().answer });
    expect(end.reason).toBe("turns");
    expect(asked).toBe(2);
  });

  it("who cannot be played on ends the conversation with the fault's code and words, and what was said stays", async () => {
    const play = async (turns: readonly TranscriptTurn[]): Promise<UserMove> => {
      if (turns.length === 1) throw new LmError("rate-limited", "too many", { retryable: true });
      return { say: "hi" };
    };
    const { turns, end } = await holdConversation({ turns: 5, moves: { play }, answer: persona().answer });
    expect(end).toEqual({ reason: "error", code: "rate-limited", message: "too many" });
    expect(turns).toHaveLength(1);
  });
});

describe("a turn that ends in a fault", () => {
  it("ends the conversation: what would have followed is unknown", async () => {
    const answer = async (message: string) => (message === "two" ? brokenTurn("server") : turn({ message }));
    const { turns, end } = await holdConversation({ turns: 9, moves: { script: ["one", "two", "three"] }, answer });
    expect(end).toEqual({ reason: "error", code: "server" });
    expect(turns).toHaveLength(2);
  });

  it("is told as cancelled where it was", async () => {
    const answer = async () => brokenTurn("aborted");
    const { end } = await holdConversation({ turns: 9, moves: { script: ["one"] }, answer });
    expect(end).toEqual({ reason: "aborted" });
  });
});
