import { describe, expect, it } from "vitest";
import { chatOf, say } from "../../fixtures/chat.ts";
import { scriptedLm, steering, understudyOf } from "../../fixtures/understudy.ts";

describe("a chat", () => {
  it("keeps the conversation from turn to turn", async () => {
    const { lm, requests } = scriptedLm("main", ["One."], ["Two."]);
    const { chat } = await chatOf(understudyOf(lm).understudy);
    await say(chat, "first");
    const events = await say(chat, "second");
    expect(events[0]).toMatchObject({ turn: 2 });
    expect(requests[1]?.history.map(({ text }) => text)).toEqual(["first", "One."]);
  });

  it("keeps what was shown of a turn whose reader left, in the conversation and in the record", async () => {
    const { lm, requests } = scriptedLm("main", ["One. ", "Two. ", "Three."], ["Later."]);
    const { understudy, records } = understudyOf(lm);
    const { chat } = await chatOf(understudy);
    for await (const event of chat.send("first", {})) if (event.type === "delta") break;
    expect(records).toMatchObject([{ output: { response: "One." }, metadata: { turn: 1, error: "abandoned" } }]);
    const events = await say(chat, "second");
    expect(events[0]).toMatchObject({ turn: 2 });
    expect(requests[1]?.history.map(({ text }) => text)).toEqual(["first", "One."]);
  });

  it("answers two messages at once one after the other", async () => {
    const { lm, requests } = scriptedLm("main", ["One."], ["Two."]);
    const { chat } = await chatOf(understudyOf(lm).understudy);
    await Promise.all([say(chat, "first"), say(chat, "second")]);
    expect(requests[1]?.history.map(({ text }) => text)).toEqual(["first", "One."]);
  });

  it("is cancelled by a signal, also by one that fired before", async () => {
    const { lm } = scriptedLm("main", ["One."]);
    const { chat } = await chatOf(understudyOf(lm).understudy);
    const events = await say(chat, "first", { signal: AbortSignal.abort() });
    expect(events.at(-1)).toMatchObject({ type: "error", code: "aborted" });
  });

  it("stays as it was when reading it again fails", async () => {
    const { lm } = scriptedLm("main", ["One."], ["Two."]);
    const { understudy } = understudyOf(lm);
    let broken = false;
    const { chat } = await chatOf(understudy, {
      loaded() {
        if (broken) throw new Error("half a file");
        return {};
      },
    });
    await say(chat, "first");
    broken = true;
    await expect(chat.reload()).rejects.toThrow("half a file");
    expect((await say(chat, "second")).at(-1)).toMatchObject({ type: "reply", text: "Two." });
  });

  it("tells a crisis to no model, not even later", async () => {
    const { lm, requests } = scriptedLm("main", ["Here."]);
    const { chat } = await chatOf(understudyOf(lm, { inputGuards: [steering("die", "crisis", "care")] }).understudy);
    await say(chat, "I want to die tonight");
    await say(chat, "are you there");
    expect(requests).toHaveLength(1);
    expect(JSON.stringify(requests)).not.toContain("tonight");
    expect(requests[0]?.history[0]?.text).toContain("kept private");
    expect(requests[0]?.inputs).toMatchObject({ mood: "negative", manner: "Be there." });
  });
});
