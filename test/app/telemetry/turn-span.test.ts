import { describe, expect, it } from "vitest";
import type { SpanPlan } from "../../../app/telemetry/span-plan.ts";
import { turnSpan } from "../../../app/telemetry/turn-span.ts";
import { handedOn, secretMessage, secretReply, turnOf } from "./turn-of.ts";

const plan = (...given: Parameters<typeof turnOf>) => turnSpan(turnOf(...given), { withTexts: false });
const named = (span: SpanPlan, name: string) => (span.children ?? []).filter((child) => child.name === name);

describe("turnSpan", () => {
  it("lasts as long as the turn, with its stages one after the other", () => {
    const span = plan(handedOn);
    expect([span.start, span.end]).toEqual([0, 500]);
    expect(named(span, "normalise")).toMatchObject([{ start: 0, end: 1 }]);
    expect(named(span, "inputGuards")).toMatchObject([{ start: 1, end: 3 }]);
    expect(named(span, "demos")).toMatchObject([{ start: 3, end: 10 }]);
    expect(named(span, "model")).toEqual([]);
  });

  it("tells each attempt with its model, and why one came to nothing", () => {
    const [first, second] = (plan(handedOn).children ?? []).filter(({ kind }) => kind === "client");
    expect(first).toMatchObject({
      name: "chat small",
      error: "timeout",
      attributes: { "gen_ai.provider.name": "together", "error.type": "timeout", "understudy.untimed": true },
    });
    expect(second).toMatchObject({
      name: "chat large",
      start: 10,
      end: 500,
      attributes: {
        "gen_ai.request.model": "large",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 20,
      },
    });
    expect(second?.error).toBeUndefined();
  });

  it("names the model whose reply was blocked, whatever else was asked before it", () => {
    const byModel = ["openai:bge", "groq:mood", "together:large", "together:small"].map((lm, at) => ({
      ...{ lm, promptTokens: at, completionTokens: at, calls: 1 },
    }));
    const events = handedOn.map((event) => {
      if (event.type === "usage") return { ...event, byModel };
      if (event.type !== "retry") return event;
      const { code: _, ...blocked } = event;
      return blocked;
    });
    const attempts = (plan(events).children ?? []).filter(({ kind }) => kind === "client");
    expect(
      attempts.map(({ name, error, attributes }) => [name, error, attributes["gen_ai.usage.input_tokens"]]),
    ).toEqual([
      ["chat small", "blocked", 3],
      ["chat large", undefined, 2],
    ]);
  });

  it("gives attempts their own time where the turn is told with times", () => {
    const times = [0, 3, 4, 10, 200, 210, 211, 400, 500, 500];
    const attempts = (plan(handedOn, times).children ?? []).filter(({ kind }) => kind === "client");
    expect(attempts.map(({ start, end }) => [start, end])).toEqual([
      [10, 210],
      [210, 500],
    ]);
    expect(attempts[0]?.attributes["understudy.untimed"]).toBeUndefined();
  });

  it("holds verdicts, decisions and budgets as events, without a word of what was said", () => {
    const span = plan(handedOn);
    expect(span.events?.map(({ name }) => name)).toEqual([
      "understudy.guard",
      "understudy.connection",
      "understudy.retry",
      "understudy.budget",
    ]);
    expect(JSON.stringify(span)).not.toContain("secret");
  });

  it("holds what was said where that is asked for", () => {
    const { attributes } = turnSpan(turnOf(handedOn), { withTexts: true });
    expect(attributes["gen_ai.input.messages"]).toContain(secretMessage);
    expect(attributes["gen_ai.output.messages"]).toContain(secretReply);
  });

  it("never holds a message that guards left out", () => {
    const crisis = {
      type: "guard",
      turn: 1,
      side: "input",
      guard: "crisis",
      action: "steer",
      category: "crisis",
      attempt: 0,
    } as const;
    const events = [...handedOn.slice(0, 1), crisis, ...handedOn.slice(2)];
    expect(JSON.stringify(turnSpan(turnOf(events), { withTexts: true }))).not.toContain(secretMessage);
  });

  it("ends in error with the code of the fault", () => {
    const events = [
      ...handedOn.slice(0, 4),
      { type: "error", turn: 1, code: "unreachable", message: "no", shown: "" } as const,
    ];
    const span = plan(events);
    expect(span).toMatchObject({ error: "unreachable", attributes: { "error.type": "unreachable" } });
    expect((span.children ?? []).at(-1)).toMatchObject({ name: "chat small", error: "unreachable" });
  });
});
