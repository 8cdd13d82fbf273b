import { describe, expect, it } from "vitest";
import { simulatedTurn } from "../../../app/simulation/simulated-turn.ts";
import { LmError } from "../../../brain/core/errors.ts";
import { keptPrivate, startSession } from "../../../brain/core/session.ts";
import { createGate } from "../../../guards/gate.ts";
import { noForbidden, scriptedLm, steering, understudyOf } from "../../fixtures/understudy.ts";

const session = startSession("s", "2026-12-24T23:40:00Z");
const answered = (understudy: Parameters<typeof simulatedTurn>[0], message = "hi") =>
  simulatedTurn(understudy, session, message, { seed: 1 });

describe("a simulated turn", () => {
  it("is told with what was said, chosen and spent, and goes on as a chat would", async () => {
    const { understudy, records } = understudyOf(scriptedLm("test", ["Hello, you."]).lm);
    const { turn, prediction, session: after } = await answered(understudy);
    expect(turn).toMatchObject({
      message: "hi",
      reply: "Hello, you.",
      by: "model",
      calls: 1,
      promptTokens: 10,
      demos: [{ id: "a", similarity: 0.5 }],
      violations: [],
    });
    expect(prediction).toMatchObject({
      demos: [{ id: "a", reply: "Hello." }],
      reply: { text: "Hello, you.", calls: 1 },
    });
    expect(after.messages.map(({ text }) => text)).toEqual(["hi", "Hello, you."]);
    expect(records).toHaveLength(1);
  });

  it("counts a blocked attempt as one, and finds nothing in what was shown instead", async () => {
    const { understudy } = understudyOf(scriptedLm("test", ["FORBIDDEN."], ["Fine."]).lm);
    const { turn } = await answered(understudy);
    expect(turn).toMatchObject({ reply: "Fine.", calls: 2, violations: [] });
    expect(turn.verdicts).toMatchObject([{ side: "output", category: "forbidden", action: "block" }]);
  });

  it("finds what a gate let through that should not have", async () => {
    let opened = 0;
    const { understudy } = understudyOf(scriptedLm("test", ["This is FORBIDDEN."]).lm, {
      openGate: () => createGate({ guards: opened++ === 0 ? [] : [noForbidden] }),
    });
    expect((await answered(understudy)).turn).toMatchObject({ reply: "This is FORBIDDEN.", violations: ["forbidden"] });
  });

  it("keeps the words of a crisis out", async () => {
    const { understudy } = understudyOf(scriptedLm("test").lm, { inputGuards: [steering("edge", "crisis", "care")] });
    const { turn, prediction, session: after } = await answered(understudy, "i am at the edge");
    expect(turn).toMatchObject({ message: keptPrivate, by: "care", calls: 0 });
    expect(JSON.stringify([turn, prediction, after])).not.toContain("at the edge");
  });

  it("is an error where the budget refused a call, also where a safe reply was shown in its place", async () => {
    const overBudget = new LmError("over-budget", "no more", { retryable: false });
    const { understudy } = understudyOf(scriptedLm("test", ["FORBIDDEN."], [overBudget]).lm);
    const { turn, prediction } = await answered(understudy);
    expect(turn).toMatchObject({ error: { code: "over-budget" }, calls: 1 });
    expect(prediction).toBeUndefined();
  });

  it("is an error where the model is", async () => {
    const { understudy } = understudyOf(scriptedLm("test", [new LmError("server", "down", { retryable: true })]).lm);
    const { turn, prediction, session: after } = await answered(understudy);
    expect(turn).toMatchObject({ reply: "", error: { code: "server" } });
    expect(turn.by).toBeUndefined();
    expect(prediction).toBeUndefined();
    expect(after.messages).toEqual([]);
  });
});
