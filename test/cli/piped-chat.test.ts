import { afterEach, describe, expect, it, vi } from "vitest";
import type { Chat } from "../../app/chat/chat.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";
import { deliver } from "../../cli/piped-chat.ts";
import { createBudgetNotes } from "../../cli/terminal/budget-notes.ts";
import { goodbyeTurn, spentTurn, usedUp } from "./terminal/spent-turn.ts";

/** What is printed while turns with these events are delivered, one after the other. */
const delivered = async (turns: readonly (readonly TurnEvent[])[], options: { readonly json?: boolean } = {}) => {
  const stdout: string[] = [];
  const stderr: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout.push(String(text));
    return true;
  });
  vi.spyOn(console, "error").mockImplementation((text) => void stderr.push(String(text)));
  const budgets = createBudgetNotes(() => "s");
  const answers: boolean[] = [];
  for (const events of turns) {
    const chat: Pick<Chat, "send" | "takeNotices"> = {
      async *send() {
        yield* events;
      },
      takeNotices: () => [],
    };
    // Of a chat it needs no more.
    answers.push(await deliver(chat as Chat, "hi", options, { signal: new AbortController().signal, budgets }));
  }
  return { stdout, stderr, answers };
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe("deliver", () => {
  it("tells once on stderr of a budget that is nearly used up, and prints the reply alone", async () => {
    const { stdout, stderr, answers } = await delivered([spentTurn, spentTurn]);
    expect(stdout).toEqual(["Let it rain.\n", "Let it rain.\n"]);
    expect(stderr).toEqual(["understudy: The day's budget is 83 % used: $1.66 of $2.00."]);
    expect(answers).toEqual([true, true]);
  });

  it("prints a goodbye as the reply that it is, and tells the operator why", async () => {
    const { stdout, stderr, answers } = await delivered([goodbyeTurn]);
    expect(stdout).toEqual(["Until tomorrow.\n"]);
    expect(stderr.join("")).toMatch(/^understudy: The day's budget allows no further reply: .*budgets\.day\.cost/);
    expect(answers).toEqual([true]);
  });

  it("tells once of a budget that ends each reply, and then not that it is nearly used up", async () => {
    const soft = { ...usedUp, level: "soft", asked: 0.4, used: 1.7, reserved: 0 } as const;
    const refused = [...goodbyeTurn.slice(0, 1), soft, { ...soft, level: "hard" } as const, ...goodbyeTurn.slice(2)];
    const month = goodbyeTurn.map((event) => (event === usedUp ? { ...usedUp, scope: "month" as const } : event));
    const { stdout, stderr } = await delivered([refused, refused, goodbyeTurn, month]);
    expect(stdout).toHaveLength(4);
    expect(stderr).toEqual([
      "understudy: The day's budget allows no further reply: $1.70 of $2.00 used, and a reply may come to $0.40. To go on, raise budgets.day.cost in understudy.yaml; `understudy budget` shows all.",
      expect.stringContaining("The month's budget allows no further reply"),
    ]);
  });

  it("prints the new events as any others with --json", async () => {
    const { stdout } = await delivered([spentTurn], { json: true });
    expect(stdout.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(spentTurn)));
  });
});
