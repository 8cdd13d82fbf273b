import { describe, expect, it } from "vitest";
import { swipe } from "../../../../cli/terminal/commands/swipe.ts";
import { plainRow } from "../../../../cli/terminal/row.ts";
import { conversationOf, fakeContext, refusal, runFake } from "./fake-context.ts";

const conversation = conversationOf(["rain again", "one", "two", "three", "four", "five"]);

describe("/swipe", () => {
  it("shows the next reply, around the end", async () => {
    const { told } = await runFake(swipe, "", { conversation });
    expect(told()).toBe("Mara\n  one\n  reply 1 of 5 · /swipe shows the next, /swipe back the one before");
  });

  it("goes back", async () => {
    expect((await runFake(swipe, "back", { conversation })).told()).toContain("reply 4 of 5");
  });

  it("chooses by number, on the shorter way", async () => {
    const { told, calls } = await runFake(swipe, "2", { conversation });
    expect(told()).toContain("two\n  reply 2 of 5");
    expect(calls).toEqual([
      ["swipe", 1],
      ["swipe", 1],
    ]);
  });

  it("leaves replies out that never came", async () => {
    const withGap = conversationOf(["rain again", "one", "", "three"]);
    expect((await runFake(swipe, "back", { conversation: withGap })).told()).toContain("reply 1 of 2");
    expect((await runFake(swipe, "1", { conversation: withGap })).told()).toContain("one");
  });

  it("shows nothing that could move the cursor, and keeps to the window", async () => {
    const odd = conversationOf(["rain again", `\x1b[2J${"so it goes ".repeat(20)}`, "two"]);
    const { rows } = await runFake(swipe, "", { conversation: odd, columns: 40 });
    expect(rows.length).toBeGreaterThan(4);
    for (const row of rows.map(plainRow)) {
      expect(row.length).toBeLessThanOrEqual(40);
      expect(row).not.toMatch(/\p{Cc}/u);
    }
  });

  it("says what to do where there is no other reply", async () => {
    expect(await refusal(swipe, "", { conversation: conversationOf(["hello", "Hi."]) })).toContain("/retry gives one");
    expect(await refusal(swipe)).toContain("/retry gives one");
  });

  it("tells which numbers there are", async () => {
    expect(await refusal(swipe, "6", { conversation })).toContain("a number from 1 to 5");
    expect(await refusal(swipe, "0", { conversation })).toContain("the last message has 5");
  });

  it("completes the replies with their beginnings", async () => {
    const { chat } = fakeContext({ conversation });
    expect(await swipe.complete?.(chat, "")).toContainEqual({ text: "/swipe 2", label: "2", detail: "two" });
    expect(await swipe.complete?.(chat, "b")).toMatchObject([{ text: "/swipe back" }]);
    expect(await swipe.complete?.(fakeContext().chat, "")).toEqual([]);
  });
});
