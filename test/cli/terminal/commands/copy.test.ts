import { describe, expect, it } from "vitest";
import { InputError } from "../../../../brain/core/errors.ts";
import { copy } from "../../../../cli/terminal/commands/copy.ts";
import { conversationOf, refusal, runFake } from "./fake-context.ts";

const conversation = conversationOf(["hello", "Hi.\nThere."], ["rain again", ""]);

describe("/copy", () => {
  it("copies the last reply that came, as it was said", async () => {
    const { calls, told } = await runFake(copy, "", { conversation });
    expect(calls).toEqual([["copy", "Hi.\nThere."]]);
    expect(told()).toBe("turn 1: copied");
  });

  it("says where a turn has no reply", async () => {
    expect(await refusal(copy, "2", { conversation })).toContain("Turn 2 has no reply to copy.");
    expect(await refusal(copy)).toContain("send a message first");
  });

  it("tells why nothing can be copied", async () => {
    const none = async () => {
      throw new InputError({ what: "This terminal has no clipboard." });
    };
    expect(await refusal(copy, "", { conversation, copy: none })).toBe("This terminal has no clipboard.");
  });
});
