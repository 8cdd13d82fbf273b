import { describe, expect, it } from "vitest";
import { advance, type JournalEntry } from "../../../../brain/core/conversation.ts";
import { stats } from "../../../../cli/terminal/commands/stats.ts";
import { conversationOf, runFake } from "./fake-context.ts";

const entries: readonly JournalEntry[] = [
  { type: "rate", turn: 1, verdict: "good", at: "2026-12-24T23:41:00Z" },
  { type: "rate", turn: 2, verdict: "bad", at: "2026-12-24T23:41:00Z" },
  { type: "keep", turn: 1, example: "kept-1", at: "2026-12-24T23:41:00Z" },
  { type: "undo" },
];
const conversation = entries.reduce(
  advance,
  conversationOf(["hello", "Hi."], ["rain again", "Let it.", "Let it rain."], ["and now?", "Tea."]),
);

describe("/stats", () => {
  it("counts all that was tried, also what was taken back", async () => {
    const { told } = await runFake(stats, "", { conversation });
    for (const fact of [
      /messages +2 that count · 1 taken back/,
      /replies +4 tried/,
      /pipelines +4 comfort/,
      /moods +4 negative · 1 of them hostile/,
      /output guards +none/,
      /whole turn +median 2\.0 s · 90 % within 4\.0 s/,
      /first words +median 200 ms · 90 % within 400 ms/,
      /tokens +810 prompt \+ 120 reply/,
      /ratings +1 good · 1 bad · 1 kept as examples/,
    ])
      expect(told()).toMatch(fact);
  });

  it("counts verdicts, attempts and replies that were not as usual", async () => {
    const odd: readonly JournalEntry[] = [
      { type: "turn", turn: 1, session: "s", at: "2026-12-24T23:40:00Z", message: "hello" },
      { type: "guard", turn: 1, side: "input", guard: "personal-data", action: "mask", attempt: 0 },
      {
        type: "guard",
        turn: 1,
        side: "output",
        guard: "topics",
        category: "social-platforms",
        action: "block",
        attempt: 1,
      },
      { type: "retry", turn: 1, attempt: 2, reason: "topics", lm: "offline" },
      { type: "reply", turn: 1, text: "Hm.", by: "safe", ended: "complete" },
    ];
    const { told } = await runFake(stats, "", { conversation: odd.reduce(advance, conversationOf()) });
    expect(told()).toMatch(/input guards +1 personal-data/);
    expect(told()).toMatch(/output guards +1 social-platforms/);
    expect(told()).toMatch(/more attempts +1 made/);
    expect(told()).toMatch(/replies +1 tried · 1 safe/);
    expect(told()).toMatch(/whole turn +not measured/);
  });

  it("tells goodbyes, and what all replies cost as far as that is known", async () => {
    const bye: JournalEntry = { type: "reply", turn: 5, text: "Bye.", by: "goodbye", ended: "complete" };
    const withBye = [{ type: "turn", turn: 5, session: "s", at: "2026-12-24T23:42:00Z", message: "x" } as const, bye];
    const costs: (number | undefined)[] = [0.001, 0.002, undefined, 0.003];
    const { told } = await runFake(stats, "", {
      conversation: withBye.reduce(advance, conversation),
      chat: { cost: () => costs.shift() },
    });
    expect(told()).toMatch(/replies +5 tried · 1 of goodbye/);
    expect(told()).toMatch(/cost +\$0\.006 and 1 reply of unknown price/);
    const free = await runFake(stats, "", { conversation, chat: { cost: () => 0 } });
    expect(free.told()).toMatch(/cost +\$0\.00$/m);
  });

  it("says that there is nothing to count yet", async () => {
    expect((await runFake(stats)).told()).toContain("Nothing was said yet");
  });
});
