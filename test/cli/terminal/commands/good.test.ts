import { describe, expect, it } from "vitest";
import { good } from "../../../../cli/terminal/commands/good.ts";
import { conversationOf, refusal, runFake } from "./fake-context.ts";

const conversation = conversationOf(["hello", "Hi."], ["rain again", "Let it rain."]);

describe("/good", () => {
  it("rates the last reply, or that of a turn", async () => {
    const last = await runFake(good, "", { conversation });
    expect(last.calls).toEqual([["rate", "good", {}]]);
    expect(last.told()).toContain("turn 2 is rated good");
    expect((await runFake(good, "1", { conversation })).calls).toEqual([["rate", "good", { turn: 1 }]]);
  });

  it("takes no words", async () => {
    expect(await refusal(good, "very nice", { conversation })).toContain(
      "There is no turn very nice here: turns 1 to 2.",
    );
  });
});
