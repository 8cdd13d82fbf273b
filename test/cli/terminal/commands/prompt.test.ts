import { describe, expect, it } from "vitest";
import { prompt } from "../../../../cli/terminal/commands/prompt.ts";
import { sampleTurn } from "../sample-turn.ts";
import { conversationOf, refusal, runFake } from "./fake-context.ts";

const conversation = conversationOf(["hello", "Hi."], ["rain again", "Let it rain."], ["and now?", "Tea."]);

describe("/prompt", () => {
  it("shows exactly what the model was sent, at each attempt", async () => {
    const { told } = await runFake(prompt, "3", { conversation, events: () => sampleTurn });
    expect(told()).toContain("prompt · turn 3");
    expect(told()).toContain("You are Mara.");
    expect(told()).toContain("again, without that");
  });

  it("says of a turn of an earlier start that prompts are kept nowhere", async () => {
    const { told } = await runFake(prompt, "1", { conversation });
    expect(told()).toContain("No prompt of turn 1 is known");
    expect(told()).toContain("prompts are kept nowhere");
  });

  it("says where no model was asked", async () => {
    const events = () => sampleTurn.filter(({ type }) => type === "turn" || type === "route");
    const { told } = await runFake(prompt, "2", { conversation, events });
    expect(told()).toContain("no model was asked");
  });

  it("tells which turns there are", async () => {
    expect(await refusal(prompt, "x", { conversation })).toContain("There is no turn x here: turns 1 to 3.");
  });
});
