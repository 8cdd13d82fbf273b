import { describe, expect, it } from "vitest";
import { advance } from "../../../../brain/core/conversation.ts";
import { why } from "../../../../cli/terminal/commands/why.ts";
import { rowColumns } from "../../../../cli/terminal/inspector/fit-row.ts";
import { sampleTurn } from "../sample-turn.ts";
import { conversationOf, refusal, runFake } from "./fake-context.ts";

const conversation = conversationOf(["rain again", "Let it.", "Let it rain."], ["and now?", "Tea."]);

describe("/why", () => {
  it("explains the last reply that counts", async () => {
    const { told } = await runFake(why, "", { conversation });
    expect(told()).toContain("why · turn 3");
    expect(told()).toContain("comfort");
  });

  it("says which of several replies a turn gave", async () => {
    const { told } = await runFake(why, "1", { conversation });
    expect(told()).toContain("why · turn 1 · reply 1 of 2");
  });

  it("says what was thought of the reply", async () => {
    const rated = [
      { type: "rate", turn: 3, verdict: "bad", note: "too short", at: "" } as const,
      { type: "keep", turn: 1, example: "kept-1", at: "" } as const,
    ].reduce(advance, conversation);
    expect((await runFake(why, "", { conversation: rated })).told()).toContain("why · turn 3 · rated bad: too short");
    expect((await runFake(why, "1", { conversation: rated })).told()).toContain("kept as example kept-1");
  });

  it.each([120, 80, 40, 20])("is drawn as the inspector is, and keeps to %i columns", async (columns) => {
    const { rows } = await runFake(why, "3", { conversation, columns, events: () => sampleTurn });
    expect(Math.max(...rows.map(rowColumns))).toBeLessThanOrEqual(columns);
    const runs = rows.flatMap((row) => (typeof row === "string" ? [] : row));
    expect(runs).toContainEqual({ text: "mood → pipeline", looks: ["heading"] });
    expect(runs).toContainEqual({ text: expect.stringMatching(/^█+░*$/), looks: ["accent"] });
  });

  it("shows no prompt: that is what /prompt is for", async () => {
    const { told } = await runFake(why, "3", { conversation, events: () => sampleTurn });
    expect(told()).toContain("de-escalate");
    expect(told()).not.toContain("You are Mara.");
  });

  it("tells which turns there are", async () => {
    expect(await refusal(why, "9", { conversation })).toContain("There is no turn 9 here: turns 1 to 3.");
    expect(await refusal(why)).toContain("send a message first");
  });

  it("completes turns, the newest first", async () => {
    const { chat } = await runFake(why, "", { conversation });
    expect(await why.complete?.(chat, "")).toMatchObject([{ text: "/why 3" }, { text: "/why 2" }, { text: "/why 1" }]);
  });
});
