import { describe, expect, it } from "vitest";
import type { ChatInfo } from "../../../../app/chat/chat.ts";
import { info } from "../../../../cli/terminal/commands/info.ts";
import { columnsOf } from "../../../../cli/terminal/graphemes.ts";
import { chatInfo, conversationOf, runFake } from "./fake-context.ts";

describe("/info", () => {
  it("tells session, persona, model, context and budget", async () => {
    const { told } = await runFake(info);
    for (const fact of [
      "rainy days (s-open)",
      "home/sessions/s-open.jsonl",
      "1,234 of training_data/conversations.json",
      "ollama:tiny · as asked for with --lm",
      "by the mood of each message",
      "Thursday 2026-12-24 23:40 Europe/Lisbon, night",
      "12,345 prompt + 67 reply",
      "$0.0042",
    ])
      expect(told()).toContain(fact);
  });

  it("draws the history against its bounds", async () => {
    const { told } = await runFake(info);
    expect(told()).toContain("history    █████░░░░░░░░░░░░░░░  5 of 20 messages");
    expect(told()).toContain("           █████████░░░░░░░░░░░  900 of 2,000 tokens");
  });

  it("says what is not known", async () => {
    const bare = () => ({ ...chatInfo, file: undefined, cost: undefined, title: undefined, pinned: "banter" });
    const before = await runFake(info, "", { chat: { info: bare } });
    expect(before.told()).toContain("none yet: it comes with your first message");
    expect(before.told()).toContain("not yet: your first message begins it");
    const { told } = await runFake(info, "", { chat: { info: bare }, conversation: conversationOf(["hello", "Hi."]) });
    expect(told()).toContain("none: this conversation is not written down");
    expect(told()).toContain("unknown: no price is set (--price)");
    expect(told()).toContain("banter, as pinned with /mood");
  });

  it("tells when it began where the persona lives, and what the next message will see", async () => {
    const lisbon = () => ({ ...chatInfo, timeZone: "Asia/Tokyo" });
    const { told } = await runFake(info, "", {
      chat: { info: lisbon },
      conversation: conversationOf(["hello", "Hi."]),
    });
    expect(told()).toContain("begun      2026-12-25 08:40 Asia/Tokyo");
    expect(told()).toMatch(/with your next message the model is told:\ntime .*\nlength .*\npause .*\nhistory /);
  });

  it("tells who chats, which connections are in line, the experiment and the budgets", async () => {
    const full = (): ChatInfo => ({
      ...chatInfo,
      user: "visitor-7",
      connections: [
        { lm: "groq:x", name: "fast", role: "reply", pausedFor: 12_000 },
        { lm: "ollama:y", role: "fallback" },
      ],
      experiment: { experiment: "greeting", variant: "warm" },
      budgets: [
        { scope: "session", unit: "turns", limit: 50, used: 4, reserved: 0, level: "free" },
        { scope: "day", unit: "cost", limit: 2, used: 1.66, reserved: 0.01, level: "soft" },
      ],
    });
    const { told } = await runFake(info, "", { chat: { info: full } });
    expect(told()).toMatch(/user +visitor-7/);
    expect(told()).toMatch(
      /in line +fast \(groq:x\) · not asked for 12\.0 s: it failed too often\n +ollama:y, where those before give no\s+reply/,
    );
    expect(told()).toMatch(/variant +warm of the experiment greeting/);
    expect(told()).toContain("session    ██░░░░░░░░░░░░░░░░░░  4 of 50 turns");
    expect(told()).toContain("$1.66 of $2.00, $0.01 reserved · nearly used up");
    const small = await runFake(info, "", { chat: { info: full }, columns: 40 });
    expect(Math.max(...small.told().split("\n").map(columnsOf))).toBeLessThanOrEqual(40);
    expect((await runFake(info)).told()).not.toContain("may be spent");
    const alone = (): ChatInfo => ({ ...chatInfo, connections: [{ lm: "ollama:tiny", role: "reply" }] });
    expect((await runFake(info, "", { chat: { info: alone } })).told()).not.toContain("in line");
  });

  it("fits 40 columns, without bars", async () => {
    const { told } = await runFake(info, "", { columns: 40 });
    expect(Math.max(...told().split("\n").map(columnsOf))).toBeLessThanOrEqual(40);
    expect(told()).not.toContain("█");
    expect(told()).toContain("5 of 20 messages");
  });
});
