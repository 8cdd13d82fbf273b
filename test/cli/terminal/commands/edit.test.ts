import { describe, expect, it } from "vitest";
import { advance } from "../../../../brain/core/conversation.ts";
import { keptPrivate } from "../../../../brain/core/session.ts";
import { edit } from "../../../../cli/terminal/commands/edit.ts";
import { conversationOf, refusal, runFake } from "./fake-context.ts";

const conversation = conversationOf(["hello", "Hi."], ["rain again", "Let it.", "Let it rain."], ["and now?", "Tea."]);

describe("/edit", () => {
  it("puts the last message into the input; what is sent takes its place", async () => {
    const { calls, told } = await runFake(edit, "", { conversation });
    expect(calls).toEqual([["compose", "and now?", { instead: 4 }]]);
    expect(told()).toBe("what you send now takes the place of turn 4 · /undo brings it back");
  });

  it("finds the message of any of its replies, and says what goes with it", async () => {
    const { calls, told } = await runFake(edit, "3", { conversation });
    expect(calls).toEqual([["compose", "rain again", { instead: 2 }]]);
    expect(told()).toContain("and of the message after it");
  });

  it("refuses where the words were not kept", async () => {
    const kept = conversationOf([keptPrivate, "I am here."]);
    expect(await refusal(edit, "", { conversation: kept })).toContain("The words of turn 1 were not kept.");
  });

  it("refuses what was taken back", async () => {
    const undone = advance(conversation, { type: "undo" });
    expect(await refusal(edit, "4", { conversation: undone })).toContain("/redo brings it back");
  });

  it("tells which turns there are", async () => {
    expect(await refusal(edit, "9", { conversation })).toContain("There is no turn 9 here: turns 1 to 4.");
    expect(await refusal(edit)).toContain("send a message first");
  });
});
