import { describe, expect, it } from "vitest";
import { advance } from "../../../../brain/core/conversation.ts";
import { bad } from "../../../../cli/terminal/commands/bad.ts";
import { conversationOf, refusal, runFake } from "./fake-context.ts";

const conversation = conversationOf(["hello", "Hi."], ["rain again", "Let it rain."]);

describe("/bad", () => {
  it.each([
    ["", {}],
    ["too cheerful", { note: "too cheerful" }],
    ["1", { turn: 1 }],
    ["1 too cheerful", { turn: 1, note: "too cheerful" }],
    ["9 lives are too many", { note: "9 lives are too many" }],
  ])("%s rates as it reads", async (argument, rating) => {
    expect((await runFake(bad, argument, { conversation })).calls).toEqual([["rate", "bad", rating]]);
  });

  it("repeats the note", async () => {
    const { told } = await runFake(bad, "too cheerful", { conversation });
    expect(told()).toContain("turn 2 is rated bad: too cheerful");
  });

  it("keeps what was noted before, until something else is", async () => {
    const rated = advance(conversation, { type: "rate", turn: 1, verdict: "bad", note: "too long", at: "" });
    const again = await runFake(bad, "1", { conversation: rated });
    expect(again.calls).toEqual([["rate", "bad", { turn: 1, note: "too long" }]]);
    expect(again.told()).toContain("turn 1 is rated bad: too long");
    const other = await runFake(bad, "1 too loud", { conversation: rated });
    expect(other.calls).toEqual([["rate", "bad", { turn: 1, note: "too loud" }]]);
  });

  it("takes a number alone for a turn", async () => {
    expect(await refusal(bad, "9", { conversation })).toContain("There is no turn 9 here: turns 1 to 2.");
  });
});
