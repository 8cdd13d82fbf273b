import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conversationMetrics } from "../../../app/metrics/conversation-metrics.ts";
import { unreliable } from "../../../app/metrics/figures.ts";
import { measure } from "../../../app/metrics/measure.ts";
import { modelMetrics } from "../../../app/metrics/model-metrics.ts";
import { stageMetrics } from "../../../app/metrics/stage-metrics.ts";
import type { Figure, MeasuredTurn, TurnMetric } from "../../../app/metrics/turn-metric.ts";
import { day, measured, minute, noon } from "./measured.ts";

const figuresOf = (turns: readonly MeasuredTurn[], lm?: string): Record<string, Figure> => {
  const { tables } = measure(turns, [...conversationMetrics, ...modelMetrics, ...stageMetrics(turns)]);
  const rows = tables.filter((table) => table.lm === lm).flatMap((table) => table.rows);
  return Object.fromEntries(rows.map(({ metric, figure }) => [metric.name, figure]));
};

describe("figures of conversations", () => {
  /** Five conversations: answered, answered after a fault, left by its reader, failed, out of budget. */
  const turns = [
    measured({ session: "a", at: noon, rating: "good" }),
    measured({ session: "a", at: noon + minute, turn: 2, rating: "good" }),
    measured({ session: "a", at: noon + 2 * minute, turn: 3, rating: "bad" }),
    measured({ session: "b", error: "timeout", by: undefined }),
    measured({ session: "b", at: noon + minute, turn: 2, rating: "bad" }),
    measured({ session: "c", error: "abandoned", by: undefined }),
    measured({ session: "d", error: "unreachable", by: undefined }),
    measured({ session: "e", lm: "none", by: "goodbye", rating: "good", at: noon + minute }),
    measured({ session: "e", rating: "bad" }),
  ];

  it("counts conversations and their turns", () => {
    const figures = figuresOf(turns);
    expect(figures.conversations).toEqual({ value: 5, n: 5 });
    expect(figures.turns).toEqual({ value: 9, n: 9 });
    expect(figures["turns-a-conversation"]).toMatchObject({ mean: 1.8, n: 5, percentiles: { 50: 2 } });
  });

  it("takes the end of a conversation from its last turn in time", () => {
    const figures = figuresOf(turns);
    expect(figures.completed).toMatchObject({ value: 0.4, n: 5 });
    expect(figures.abandoned).toMatchObject({ value: 0.4, n: 5 });
    expect(figures["out-of-budget"]).toMatchObject({ value: 0.2, n: 5 });
  });

  it("knows success and satisfaction from ratings alone", () => {
    const figures = figuresOf(turns);
    // a: 2 to 1, b: 0 to 1, e: 1 to 1, the others unrated.
    expect(figures.successful).toMatchObject({ value: 1 / 3, n: 3 });
    expect(figures.satisfaction).toMatchObject({ value: 0.5, n: 6 });
    // Wilson's interval of 3 of 6, by hand.
    expect(figures.satisfaction).toMatchObject({ low: expect.closeTo(0.1876, 4), high: expect.closeTo(0.8124, 4) });
    expect(figuresOf([measured()]).satisfaction).toBeUndefined();
  });

  it("every conversation is completed, abandoned or out of budget", () => {
    const turn = fc.record({
      session: fc.constantFrom("a", "b", "c"),
      at: fc.integer({ min: 0, max: 1000 }),
      by: fc.constantFrom("model", "goodbye", undefined),
    });
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 20 }), (given) => {
        const figures = figuresOf(given.map((each) => measured(each)));
        const shares = ["completed", "abandoned", "out-of-budget"].map((name) => {
          const figure = figures[name];
          return figure && "value" in figure ? figure.value : Number.NaN;
        });
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("figures of models", () => {
  const large = "together:large";
  const small = "ollama:small";
  const turns = [
    measured({ faults: [{ lm: small, code: "timeout" }] }),
    measured({ faults: [{ lm: small, code: "timeout" }], latency: 1500 }),
    measured({ lm: small, latency: 100, promptTokens: 7, completionTokens: 3, cost: undefined }),
    measured({ lm: small, error: "server", by: undefined }),
    measured({ lm: small, error: "aborted", by: undefined }),
    measured({ lm: large, ended: "cut-by-connection", latency: 1000 }),
    measured({ lm: "none", by: "care" }),
  ];

  it("counts a turn that was handed on with both models", () => {
    expect(figuresOf(turns, large).requests).toEqual({ value: 3, n: 3 });
    expect(figuresOf(turns, small).requests).toEqual({ value: 5, n: 5 });
    expect(figuresOf(turns, "none")).toEqual({});
  });

  it("counts faults by code with the model whose they are, and none that its user is the reason of", () => {
    expect(figuresOf(turns, small).errors).toEqual({ counts: { timeout: 2, server: 1 }, n: 5 });
    expect(figuresOf(turns, small).failed).toMatchObject({ value: 0.6, n: 5 });
    expect(figuresOf(turns, large).errors).toEqual({ counts: { "cut-by-connection": 1 }, n: 3 });
  });

  it("takes time, tokens and cost from the turns that the model ended", () => {
    const figures = figuresOf(turns, large);
    expect(figures.latency).toMatchObject({
      n: 3,
      mean: 1000,
      percentiles: { 50: 1000, 95: expect.closeTo(1450, 9), 99: expect.closeTo(1490, 9) },
    });
    expect(figures["tokens-in"]).toEqual({ value: 300, n: 3 });
    expect(figures.cost).toMatchObject({ value: expect.closeTo(0.006, 12), n: 3 });
  });

  it("says of how many turns a price is known", () => {
    expect(figuresOf(turns, small).cost).toMatchObject({ n: 2 });
    expect(figuresOf([measured({ cost: undefined })], large).cost).toBeUndefined();
  });

  it("gives each of several models its own tokens, cost and requests: a blocked one as well", () => {
    const part = (lm: string, more: object = {}) => ({
      ...{ lm, requests: 1, promptTokens: 100, completionTokens: 20, cost: 0.001 },
      ...more,
    });
    const several = [
      measured({
        ...{ promptTokens: 260, completionTokens: 60, cost: 0.005, by: "fallback", requests: 3 },
        byModel: [part(small, { requests: 2, cost: 0 }), part(large, { promptTokens: 150, completionTokens: 40 })],
      }),
      measured({ byModel: [part(large), part("openai:bge", { completionTokens: 0, requests: 4 })] }),
      // Of an older record, or of one model alone: blocked once, then right.
      measured({ requests: 2 }),
    ];
    expect(figuresOf(several, small)).toMatchObject({
      requests: { value: 2 },
      "tokens-in": { value: 100, n: 1 },
      "tokens-out": { value: 20 },
      cost: { value: 0 },
    });
    expect(figuresOf(several, small).latency).toBeUndefined();
    expect(figuresOf(several, large)).toMatchObject({
      requests: { value: 4 },
      "tokens-in": { value: 350, n: 3 },
      cost: { value: expect.closeTo(0.004, 12), n: 3 },
    });
    expect(figuresOf(several, "openai:bge")).toMatchObject({ requests: { value: 4 }, "tokens-out": { value: 0 } });
  });

  it("counts every attempt that failed as a request", () => {
    const twice = { lm: small, code: "timeout" };
    const handedOn = [
      measured({ faults: [twice, twice] }),
      measured({ lm: small, faults: [twice], by: "safe", requests: 0 }),
    ];
    expect(figuresOf(handedOn, small).requests).toMatchObject({ value: 3 });
    expect(figuresOf(handedOn, large).requests).toMatchObject({ value: 1 });
  });

  it("takes no time from a goodbye, though its model had been asked before", () => {
    const turns = [measured({ by: "goodbye", blocks: 1, latency: 9 }), measured()];
    expect(figuresOf(turns, large)).toMatchObject({ requests: { value: 2 }, latency: { n: 1, mean: 500 } });
  });

  it("marks percentiles of too few values", () => {
    const { latency } = figuresOf(
      Array.from({ length: 99 }, () => measured()),
      large,
    );
    expect(latency && unreliable(latency)).toEqual(["99"]);
    const more = figuresOf(
      Array.from({ length: 100 }, () => measured()),
      large,
    ).latency;
    expect(more && unreliable(more)).toEqual([]);
  });
});

describe("measure", () => {
  const metric = (part: Partial<TurnMetric>): TurnMetric => ({
    name: "own",
    help: "one of its own",
    group: "conversation",
    unit: "count",
    of: (turns) => ({ value: turns.length, n: turns.length }),
    ...part,
  });

  it("has nothing to say of no turn", () => {
    expect(measure([], conversationMetrics)).toEqual({ tables: [], faults: [], bins: undefined });
  });

  it.each([
    ["throws", () => JSON.parse("{"), "JSON"],
    ["gives a promise", () => Promise.reject(new Error("never")), "a promise"],
    ["gives no number", () => ({ value: Number.NaN, n: 1 }), "no figure"],
    ["gives something else", () => "many", "no figure"],
  ])("a metric that %s is told by its name, and the others are there", (_, of, why) => {
    const faulty = metric({ of: of as unknown as TurnMetric["of"] }); // what a plug-in may do all the same
    const { tables, faults } = measure([measured({ at: noon + 1 }), measured()], [faulty, metric({ name: "other" })]);
    expect(faults).toEqual([{ metric: "own", message: expect.stringContaining(why) }]);
    expect(tables[0]?.rows.map((row) => row.metric.name)).toEqual(["other"]);
  });

  it("is not disturbed by a metric that sorts its turns in place", () => {
    const sorts = metric({
      of: (turns) => ({ value: (turns as MeasuredTurn[]).sort((a, b) => a.at - b.at)[0]?.at ?? 0, n: 1 }),
    });
    const first = metric({ name: "first", of: (turns) => ({ value: turns[0]?.at ?? 0, n: 1 }) });
    const { tables } = measure([measured({ at: noon + 1 }), measured()], [sorts, first]);
    expect(tables[0]?.rows.map(({ figure }) => figure)).toMatchObject([{ value: noon }, { value: noon + 1 }]);
  });

  it("gives a plug-in turns of its own: what it writes into them changes no other figure", () => {
    const turns = [measured({ faults: [{ lm: "a:b", code: "timeout" }] }), measured({ at: noon + 10 * minute })];
    const before = structuredClone(turns);
    const wrecks = metric({
      name: "wrecks",
      of(given) {
        for (const turn of given as MeasuredTurn[]) {
          Object.assign(turn, { latency: -1, session: "gone" });
          Object.assign(turn.ms, { model: -1 });
          for (const fault of turn.faults) Object.assign(fault, { code: "gone" });
          (turn.faults as unknown[]).push({}); // what a plug-in in JavaScript may do all the same
        }
        return { value: 1, n: 1 };
      },
    });
    const { tables } = measure(turns, [wrecks, ...conversationMetrics, ...modelMetrics], new Set(["wrecks"]));
    expect(turns).toEqual(before);
    const plain = measure(before, [...conversationMetrics, ...modelMetrics]);
    expect(tables.map(({ rows }) => rows.filter((row) => row.metric !== wrecks))).toEqual(
      plain.tables.map(({ rows }) => rows),
    );
  });

  it("refuses percentiles that there are none of", () => {
    const figure = (percent: string) => ({ mean: 1, percentiles: { [percent]: 1 }, n: 1 });
    for (const [percent, isGood] of [
      ["50", true],
      ["99.9", true],
      ["100", true],
      ["150", false],
      ["-1", false],
    ] as const) {
      const { faults } = measure([measured()], [metric({ of: () => figure(percent) })]);
      expect(faults).toHaveLength(isGood ? 0 : 1);
    }
  });

  it("shows a figure as its metric says", () => {
    const { tables } = measure([measured()], [metric({ show: () => "one turn" })]);
    expect(tables[0]?.rows[0]?.shown).toBe("one turn");
  });

  it("follows figures by the hour below two days, by the day from then on, by several where there are many", () => {
    const trend = (...ats: number[]) => {
      const { tables, bins } = measure(
        ats.map((at) => measured({ at })),
        [metric({})],
      );
      return { width: bins?.width, trend: tables[0]?.rows[0]?.trend };
    };
    expect(trend(noon, noon + 5 * minute)).toEqual({ width: 60 * minute, trend: [] });
    expect(trend(noon, noon + 10 * minute, noon + 130 * minute)).toEqual({
      width: 60 * minute,
      trend: [2, undefined, 1],
    });
    expect(trend(noon, noon + 2 * day)).toEqual({ width: day, trend: [1, undefined, 1] });
    expect(trend(noon, noon + 30 * day).trend).toHaveLength(16);
  });

  it("every turn falls into one piece of the span", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 * day }), { minLength: 1, maxLength: 30 }), (ats) => {
        const { tables } = measure(
          ats.map((at) => measured({ at })),
          [metric({})],
        );
        const trend = tables[0]?.rows[0]?.trend ?? [];
        const sum = trend.reduce<number>((all, each) => all + (each ?? 0), 0);
        expect(trend.length === 0 ? ats.length : sum).toBe(ats.length);
        expect(trend.length).toBeLessThanOrEqual(16);
      }),
    );
  });
});
