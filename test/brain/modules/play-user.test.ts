import { describe, expect, it } from "vitest";
import type { Message } from "../../../brain/core/turn.ts";
import { userPlayer } from "../../../brain/modules/play-user.ts";
import { scriptedLm } from "../../fixtures/understudy.ts";

const context = {
  localTime: "Thursday 2026-12-24 23:40 Europe/Lisbon",
  partOfDay: "night",
  conversationLength: "12 minutes, 3 messages",
  sinceLastMessage: "1 minute",
} as const;
const user = { goal: "learn to bake", mood: "curious", patience: 2, notes: ["writes in lower case"] };
const talk: readonly Message[] = [
  { from: "user", text: "hi, do you bake?" },
  { from: "persona", text: "Badly. The oven sulks." },
];

const answer = (leaves: string, reason: string, next: string) => [
  `Leaves: ${leaves}\nReason: ${reason}\nNext Message: ${next}`,
];

const play = async (moves: readonly Message[], ...answers: string[][]) => {
  const { lm, requests } = scriptedLm("test", ...answers);
  const player = userPlayer(lm);
  if (player === undefined) throw new Error("it can play");
  return { move: await player(user, moves, { context, seed: 5 }), requests };
};

describe("a user who is played by a model", () => {
  it("writes what the model writes, knowing goal, mood, patience, notes, time and the talk", async () => {
    const { move, requests } = await play(talk, answer("no", "stays", "haha. what do you bake then?"));
    expect(move).toEqual({ say: "haha. what do you bake then?" });
    const asked = requests.map(({ message }) => message).join();
    for (const known of [
      user.goal,
      user.mood,
      "2 unhelpful answers",
      "writes in lower case",
      context.localTime,
      "You: hi, do you bake?",
      "The other: Badly. The oven sulks.",
    ])
      expect(asked).toContain(known);
    expect(asked.endsWith("Message: Badly. The oven sulks.")).toBe(true);
  });

  it.each([
    ["goal", "goal"],
    ["patience", "patience"],
    ["other", "left"],
    ["stays", "left"],
  ])("leaves with the reason %s as %s", async (reason, told) => {
    expect((await play(talk, answer("yes", reason, "-"))).move).toEqual({ leave: told });
  });

  it("does not leave before having said anything", async () => {
    expect((await play([], answer("yes", "other", "hello there"))).move).toEqual({ say: "hello there" });
  });

  it("is asked once more, with another seed, where the answer cannot be read", async () => {
    const { move, requests } = await play(talk, ["I would rather chat!"], answer("no", "stays", "ok"));
    expect(move).toEqual({ say: "ok" });
    expect(requests.map(({ seed }) => seed)).toEqual([5, 6]);
  });

  it("fails where it says nothing twice", async () => {
    const silent = answer("no", "stays", "—");
    await expect(play(talk, silent, silent)).rejects.toMatchObject({ code: "malformed" });
  });

  it("is not played by a model that cannot follow instructions", () => {
    expect(userPlayer({ ...scriptedLm("test").lm, canJudge: false })).toBeUndefined();
  });
});
