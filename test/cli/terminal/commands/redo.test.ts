import { describe, expect, it } from "vitest";
import { advance } from "../../../../brain/core/conversation.ts";
import { redo } from "../../../../cli/terminal/commands/redo.ts";
import { conversationOf, refusal, runFake } from "./fake-context.ts";

describe("/redo", () => {
  it("says what came back, and what the conversation ends with", async () => {
    const before = advance(conversationOf(["hello", "Hi."], ["rain again", "Let it rain."]), { type: "undo" });
    const { told } = await runFake(redo, "", { conversation: before });
    expect(told()).toContain("back again: “rain again” and its reply · /undo takes it back");
    expect(told()).toContain("› rain again\n  Mara  Let it rain.");
  });

  it("leaves it to the engine to refuse", async () => {
    expect(await refusal(redo)).toContain("Nothing was taken back");
  });
});
