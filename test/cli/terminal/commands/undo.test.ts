import { describe, expect, it } from "vitest";
import { advance } from "../../../../brain/core/conversation.ts";
import { undo } from "../../../../cli/terminal/commands/undo.ts";
import { conversationOf, refusal, runFake, turnEvents } from "./fake-context.ts";

const conversation = conversationOf(["hello", "Hi."], ["rain again", "Let it rain."]);

describe("/undo", () => {
  it("says what was taken back, and what the conversation ends with", async () => {
    const { told } = await runFake(undo, "", { conversation });
    expect(told()).toContain("taken back: “rain again” and its reply · /redo returns to it");
    expect(told()).toContain("The conversation ends with:\n› hello\n  Mara  Hi.");
  });

  it("says that nothing is left", async () => {
    const { told } = await runFake(undo, "", { conversation: conversationOf(["hello", "Hi."]) });
    expect(told()).toContain("The conversation is empty now.");
  });

  it("brings back what an edit replaced", async () => {
    const edited = [{ type: "cut", exchange: 1 } as const, ...turnEvents(3, "good morning", "Hi.")].reduce(
      advance,
      conversation,
    );
    const { told } = await runFake(undo, "", { conversation: edited });
    expect(told()).toContain(
      "taken back: “good morning” and its reply · back again: “hello” and 1 more, with their replies",
    );
    expect(told()).toContain("› rain again");
  });

  it("keeps to the window and shows nothing that could move its cursor", async () => {
    const long = conversationOf([`\x1b[2J${"日本".repeat(40)}`, "x".repeat(200)], ["bye", "Bye."]);
    const { told } = await runFake(undo, "", { conversation: long, columns: 30 });
    const rows = told().split("\n").slice(-2);
    expect(rows[0]).toBe(`› ${"日本".repeat(6)}日…`);
    expect(rows[1]?.length).toBe(30);
  });

  it("says where there was no reply", async () => {
    const { told } = await runFake(undo, "", { conversation: conversationOf(["hello", "Hi."], ["and now?", ""]) });
    expect(told()).toContain("taken back: “and now?”, which had no reply · /redo");
  });

  it("leaves it to the engine to refuse", async () => {
    expect(await refusal(undo)).toContain("nothing to take back");
  });
});
