import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sessions } from "../../../../cli/terminal/commands/sessions.ts";
import { conversationOf, refusal, runFake, summaryOf } from "./fake-context.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-12-25T01:40:00Z"), toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const stored = [
  summaryOf("s-open", { title: "rainy days" }),
  summaryOf("b", {
    title: "the garden",
    persona: "Roz",
    lastAt: "2026-12-23T23:40:00Z",
    messages: 12,
    last: "See you\nthere.",
  }),
  summaryOf("0f3c1a2b-cbc1-42fd-b5cf-98a67127f65a", {
    title: "\x1b[2Jwiped",
    lastAt: "2026-10-01T23:40:00Z",
    isOver: true,
  }),
];

describe("/sessions", () => {
  it("numbers the sessions that can be resumed; the open one has none", async () => {
    const { told } = await runFake(sessions, "", { conversation: conversationOf(["hello", "Hi."]), sessions: stored });
    expect(told()).toBe(
      [
        "   title           id        persona  messages  last message    when",
        "·  rainy days      s-open    Mara            4  Let it rain.    2 h ago",
        "1  the garden      b         Roz            12  See you there.  26 h ago",
        "–  wiped (closed)  0f3c1a2b  Mara            4  Let it rain.    2026-10-01",
        "/resume 1 goes on with the first · – was closed with /end: `understudy sessions export ID` prints it",
      ].join("\n"),
    );
  });

  it("shows as many as are asked for, and says that there are more", async () => {
    const { told } = await runFake(sessions, "2", { sessions: stored });
    expect(told()).toContain("the garden");
    expect(told()).not.toContain("wiped");
    expect(told()).toContain("/sessions 4 lists more");
  });

  it("says that there are more, too, where only the open one is listed", async () => {
    const { told } = await runFake(sessions, "1", {
      conversation: conversationOf(["hello", "Hi."]),
      sessions: stored,
    });
    expect(told()).toContain("·  rainy days");
    expect(told()).toContain("/sessions 2 lists more");
  });

  it("says where there is none", async () => {
    expect((await runFake(sessions)).told()).toContain("There is no earlier session here.");
  });

  it.each(["0", "-1", "many"])("refuses %s", async (argument) => {
    expect(await refusal(sessions, argument)).toContain(`${argument} is no number of sessions.`);
  });
});
