import { describe, expect, it } from "vitest";
import { createBudgetNotes } from "../../../cli/terminal/budget-notes.ts";
import { dayBudget, sessionTurns, spentTurn, usedUp } from "./spent-turn.ts";

const turn = (session: string) => ({ type: "turn", turn: 4, session, at: "", message: "hi" }) as const;

describe("createBudgetNotes", () => {
  it("tells of each budget once in a conversation, and once more where it ends that", () => {
    let session = "s";
    const notes = createBudgetNotes(() => session);
    expect([notes.isNew(dayBudget), notes.isNew({ ...dayBudget, turn: 5 })]).toEqual([true, false]);
    expect(notes.isNew({ ...dayBudget, scope: "month" })).toBe(true);
    expect([notes.isNew(usedUp), notes.isNew(usedUp), notes.isNew(dayBudget)]).toEqual([true, false, false]);
    session = "t";
    expect(notes.isNew(dayBudget)).toBe(true);
  });

  it("marks what the last turn left, until a turn finds it free again", () => {
    const notes = createBudgetNotes(() => "s");
    for (const event of spentTurn) notes.take(event);
    expect(notes.mark()).toBe("day budget 83 %");
    notes.take(turn("s"));
    expect(notes.mark()).toBe(undefined);
  });

  it("forgets what was that of another conversation", () => {
    let session = "s";
    const notes = createBudgetNotes(() => session);
    for (const event of [turn("s"), sessionTurns, dayBudget]) notes.take(event);
    expect(notes.mark()).toBe("session turns used up");
    session = "t";
    expect(notes.mark()).toBe("day budget 83 %");
  });
});
