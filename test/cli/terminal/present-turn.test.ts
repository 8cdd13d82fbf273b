import { describe, expect, it } from "vitest";
import type { TurnEvent } from "../../../brain/core/turn.ts";
import { createTurnPresenter, type PresenterOptions } from "../../../cli/terminal/present-turn.ts";
import { sampleTurn } from "./sample-turn.ts";
import { dayBudget, goodbyeTurn } from "./spent-turn.ts";

const present = (options?: PresenterOptions) => {
  const rows: string[] = [];
  let open = "";
  const transcript = {
    say: (lines: readonly string[]) => void rows.push(...lines),
    sayName: (name: string) => void rows.push(name),
    stream: (text: string) => {
      open += text;
    },
    endStream: () => {
      rows.push(`“${open}”`);
      open = "";
    },
  };
  const presenter = createTurnPresenter(
    transcript,
    () => "Mara",
    ({ promptTokens }) => promptTokens / 1e6,
    options,
  );
  return { presenter, rows };
};
const of = { turn: 3 };

describe("createTurnPresenter", () => {
  it("shows the name, the reply, what happened to it, and a summary", () => {
    const { presenter, rows } = present({ columns: () => 200 });
    for (const event of sampleTurn) presenter.show(event);
    expect(presenter.isOver()).toBe(true);
    expect(rows).toEqual([
      "  ↻ reply blocked by social-platforms: names Chirper; asking ollama:tiny (attempt 2)",
      "Mara",
      "“Let it rain.”",
      "  ! cut here: what came next was blocked by social-platforms: names Chirper",
      "  #3 · negative, hostile → de-escalate · 2 demos · 1.2 s · 230+31 tokens · 2 attempts · fallback model · cut by guard · $0.00023",
    ]);
  });

  it("takes the text as it is handed over, and what is missing of it from the reply", () => {
    const { presenter, rows } = present();
    presenter.show({ type: "delta", ...of, text: "Let " });
    presenter.show({ type: "delta", ...of, text: "it" });
    presenter.show({ type: "reply", ...of, text: "Let it rain.", by: "model", ended: "complete" });
    expect(rows).toEqual(["Mara", "“Let it rain.”", "  #3"]);
  });

  it("keeps remarks out of a reply that is still being written", () => {
    const { presenter, rows } = present();
    presenter.show({ type: "delta", ...of, text: "Let it" });
    presenter.show({ type: "reply", ...of, text: "Let it", by: "model", ended: "cut-by-connection" });
    expect(rows.slice(0, 3)).toEqual(["Mara", "“Let it”", "  ! the connection broke; what was said stays"]);
  });

  it("tells of a budget as often as it is asked to, and below a goodbye why it came", () => {
    const twice = [true, false];
    const soft = present({ tellsBudget: () => twice.shift() ?? false });
    soft.presenter.show(dayBudget);
    soft.presenter.show(dayBudget);
    expect(soft.rows).toEqual(["  ! The day's budget is 83 % used: $1.66 of $2.00."]);
    const hard = present();
    for (const event of goodbyeTurn) hard.presenter.show(event);
    expect(hard.rows).toEqual([
      "Mara",
      "“Until tomorrow.”",
      expect.stringMatching(/^ {2}! The day's budget allows no further reply: \$1\.99 of \$2\.00/),
      "  #4 · goodbye",
    ]);
  });

  it("leaves a line of long pauses only", () => {
    const { presenter, rows } = present();
    const wait: TurnEvent = {
      type: "wait",
      ...of,
      lm: "together:x",
      attempt: 2,
      attempts: 3,
      reason: "It failed",
      ms: 300,
    };
    presenter.show(wait);
    presenter.show({ ...wait, attempt: 3, ms: 2000 });
    expect(rows).toEqual(["  ↻ It failed; asking again in 2.0 s"]);
  });

  it("says after a fault how to go on, but not after a cancelled turn", () => {
    const fault: TurnEvent = { type: "error", ...of, code: "timeout", message: "No answer.", shown: "" };
    const failed = present();
    failed.presenter.show(fault);
    expect(failed.rows).toEqual(["  ✗ No answer.", expect.stringMatching(/No reply was sent/)]);
    const cancelled = present();
    cancelled.presenter.show({ type: "delta", ...of, text: "Let" });
    cancelled.presenter.show({ ...fault, code: "aborted", shown: "Let" });
    expect(cancelled.rows).toEqual(["Mara", "“Let”", "  cancelled"]);
  });

  it("offers /retry where the words of the message were kept", () => {
    const fault: TurnEvent = { type: "error", ...of, code: "timeout", message: "No answer.", shown: "" };
    const mood: TurnEvent = {
      type: "sentiment",
      ...of,
      sentiment: "neutral",
      confidence: 0.5,
      hostile: false,
      by: "local",
    };
    const kept = present();
    kept.presenter.show(mood);
    kept.presenter.show(fault);
    expect(kept.rows.at(-1)).toBe("  No reply was sent. ↑ brings your message back, /retry asks again.");
    const unseen = present();
    unseen.presenter.show(fault);
    expect(unseen.rows.at(-1)).toBe("  No reply was sent. ↑ brings your message back, to send it again.");
  });

  it("offers nothing that a budget would refuse again", () => {
    const { presenter, rows } = present();
    presenter.show({ type: "error", ...of, code: "over-budget", message: "No price is known.", shown: "" });
    expect(rows).toEqual(["  ✗ No price is known.", "  No reply was sent. ↑ brings your message back."]);
  });

  it("tells a fault before the turn began as that of any command", () => {
    const { presenter, rows } = present();
    presenter.stop("✗ There is nothing to answer.", "error");
    expect(rows).toEqual(["✗ There is nothing to answer."]);
  });

  it("shows nothing more after it was stopped", () => {
    const { presenter, rows } = present();
    presenter.show({ type: "delta", ...of, text: "Let" });
    presenter.stop("cancelled", "notice");
    presenter.show({ type: "delta", ...of, text: " it" });
    presenter.stop("again", "notice");
    expect(rows).toEqual(["Mara", "“Let”", "  cancelled"]);
  });
});
