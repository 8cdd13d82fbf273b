import { describe, expect, it } from "vitest";
import { end } from "../../../../cli/terminal/commands/end.ts";
import { conversationOf, refusal, runFake } from "./fake-context.ts";

describe("/end", () => {
  it("closes the conversation and begins another", async () => {
    const { calls, told } = await runFake(end, "", { conversation: conversationOf(["hello", "Hi."]) });
    expect(calls).toEqual([["over"]]);
    expect(told()).toContain("begins another");
  });

  it("says that there is nothing to close", async () => {
    expect(await refusal(end)).toContain("Nothing was said yet");
  });
});
