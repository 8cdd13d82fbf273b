import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { predictionSchema } from "../../brain/core/prediction-schema.ts";
import { budgetScopes, budgetUnits } from "../../brain/core/spend.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";
import { type AboutTurn, predictionRecord } from "../../brain/prediction-record.ts";

const about = (changes: Partial<AboutTurn> = {}): AboutTurn => ({
  persona: "Mia",
  model: { provider: "ollama", model: "qwen3:4b", connection: "big" },
  isScreened: true,
  state: "engage",
  promptVersion: "0123456789ab",
  promptHash: "ab",
  ...changes,
});

const begin = (message: string): TurnEvent => ({
  type: "turn",
  turn: 3,
  session: "s",
  at: "2026-12-24T23:40:00.000Z",
  message,
});
const usage = (changes: object = {}): TurnEvent => ({
  type: "usage",
  turn: 3,
  lm: "together:meta/llama:free",
  promptTokens: 350,
  completionTokens: 42,
  ms: { total: 812, model: 800, firstToken: 300 },
  ...changes,
});
const reply = (text: string): readonly TurnEvent[] => [
  { type: "delta", turn: 3, text },
  { type: "reply", turn: 3, text, by: "model", ended: "complete" },
];
const steer = (category: string): TurnEvent => ({
  type: "guard",
  turn: 3,
  side: "input",
  guard: category,
  action: "steer",
  category,
  reason: "why",
  span: [0, 4],
  attempt: 0,
});

describe("predictionRecord", () => {
  it("tells what was said, why, and at what cost", () => {
    const events: TurnEvent[] = [
      begin("hello you"),
      { type: "experiment", turn: 3, experiment: "warmth", variant: "warm" },
      { type: "budget", turn: 3, scope: "day", unit: "cost", level: "soft", used: 9, reserved: 0, limit: 10 },
      { type: "sentiment", turn: 3, sentiment: "positive", confidence: 0.8, hostile: false, by: "local" },
      { type: "route", turn: 3, pipeline: "flirt", reason: "mood" },
      {
        type: "demos",
        turn: 3,
        demos: [
          { id: "far", similarity: 0.2 },
          { id: "near", similarity: 0.7 },
        ],
        program: { name: "short", id: "0a" },
      },
      { type: "retry", turn: 3, attempt: 2, lm: "together:meta/llama:free", reason: "down", code: "unreachable" },
      ...reply("hi there"),
      usage({ cost: 0.002, connection: "cheap" }),
    ];
    const record = predictionRecord(events, about({ account: { command: "say", user: "u7" } }));
    expect(record).toEqual({
      conversation_id: "s",
      timestamp: "2026-12-24T23:40:00.000Z",
      model: { name: "meta/llama:free", provider: "together", prompt_version: "0123456789ab" },
      input: { user_text: "hello you", state: "engage" },
      output: {
        response: "hi there",
        extracted_slots: {
          sentiment: "positive",
          sentiment_confidence: 0.8,
          sentiment_by: "local",
          hostile: false,
        },
        confidence: 0.7,
        next_state: "flirt",
      },
      metadata: {
        turn: 3,
        persona: "Mia",
        user: "u7",
        command: "say",
        connection: "cheap",
        latency_ms: 812,
        ms: { total: 812, model: 800, firstToken: 300 },
        tokens: { input: 350, output: 42 },
        cost: 0.002,
        experiment: "warmth",
        variant: "warm",
        faults: [{ lm: "ollama:qwen3:4b", code: "unreachable" }],
        prompt_hash: "ab",
        demos: [
          { id: "far", similarity: 0.2 },
          { id: "near", similarity: 0.7 },
        ],
        program: { name: "short", id: "0a" },
        verdicts: [],
        budgets: ["day cost soft"],
        by: "model",
        ended: "complete",
      },
    });
  });

  it("lays each fault at the door of who was asked, not of who is asked next; a blocked reply is no fault", () => {
    const retry = (lm: string, code?: string): TurnEvent => ({
      ...{ type: "retry", turn: 3, attempt: 2, lm, reason: "why" },
      ...(code !== undefined && { code }),
    });
    const events = [retry("a:a", "timeout"), retry("a:a"), retry("b:b", "cut"), retry("safe replies", "refused")];
    expect(predictionRecord([begin("hm"), ...events], about()).metadata.faults).toEqual([
      { lm: "ollama:qwen3:4b", code: "timeout" },
      { lm: "a:a", code: "cut" },
      { lm: "b:b", code: "refused" },
    ]);
  });

  describe("where several models took part", () => {
    const retry = (lm: string, code?: string): TurnEvent => ({
      ...{ type: "retry", turn: 3, attempt: 2, lm, reason: "why" },
      ...(code !== undefined && { code }),
    });
    const took = (lm: string, more: object = {}) => ({ lm, promptTokens: 10, completionTokens: 2, ...more });
    const sharesOf = (events: readonly TurnEvent[], byModel: readonly object[], first = "ollama:qwen3:4b") => {
      const [provider = "", ...rest] = first.split(":");
      const told = predictionRecord(
        [begin("hm"), ...events, ...reply("hi"), usage({ byModel, cost: 0.003 })],
        about({ model: { provider, model: rest.join(":") } }),
      );
      return predictionSchema.parse(told).metadata.by_model;
    };

    it("gives each what it took, with all of its attempts at the reply, in the order in which they were asked", () => {
      const shares = sharesOf(
        [retry("ollama:qwen3:4b"), retry("groq:b", "cut"), retry("together:meta/llama:free", "cut")],
        [
          took("openai:bge", { completionTokens: 0, cost: 0.001, calls: 2 }),
          took("together:meta/llama:free", { cost: 0.002, calls: 9 }),
          took("ollama:qwen3:4b", { promptTokens: 30, cost: 0, calls: 2 }),
        ],
      );
      expect(shares).toEqual([
        { model: "qwen3:4b", provider: "ollama", requests: 2, tokens: { input: 30, output: 2 }, cost: 0 },
        { model: "meta/llama:free", provider: "together", requests: 1, tokens: { input: 10, output: 2 }, cost: 0.002 },
        { model: "bge", provider: "openai", requests: 2, tokens: { input: 10, output: 0 }, cost: 0.001 },
      ]);
    });

    it("knows whom a budget that is nearly used up lets be asked first, and counts no call that it refused", () => {
      const cheaper: TurnEvent = { type: "connection", turn: 3, lm: "groq:small", decision: "cheaper", reason: "why" };
      const events = [cheaper, retry("groq:small"), retry("groq:other", "over-budget")];
      expect(sharesOf(events, [took("groq:other"), took("groq:small")])).toMatchObject([
        { model: "small", requests: 1, cost: null },
        { model: "other", requests: 1 },
      ]);
    });

    it("is left out where it was one alone", () => {
      expect(predictionRecord([begin("hm"), ...reply("hi"), usage()], about()).metadata).not.toHaveProperty("by_model");
    });
  });

  it("masks personal data in what was said on both sides, and in a user's name", () => {
    const events = [begin("call +1 415 555 2671"), ...reply("I will call +1 415 555 2671")];
    const of = (user: string) => predictionRecord(events, about({ account: { command: "chat", user } }));
    const { input, output, metadata } = of("jo@example.com");
    expect([input.user_text, output.response]).toEqual(["call [phone]", "I will call [phone]"]);
    expect(metadata.user).toMatch(/^\[e-mail\] [0-9a-f]{6}$/);
    expect(metadata.user).toBe(of("jo@example.com").metadata.user);
    expect(metadata.user).not.toBe(of("mo@example.com").metadata.user);
    expect(of("u7").metadata.user).toBe("u7");
  });

  it.each(["crisis", "minors", "manipulation"])(
    "withholds the words of a message of %s, and where in it they stood",
    (category) => {
      const { input, metadata } = predictionRecord([begin("some words"), steer(category)], about());
      expect(input.user_text).toBeNull();
      expect(metadata.verdicts).toEqual([
        { side: "input", guard: category, action: "steer", category, reason: "why", attempt: 0 },
      ]);
    },
  );

  it("keeps a message that is merely steered, and where it was", () => {
    const { input, metadata } = predictionRecord([begin("some words"), steer("identity")], about());
    expect(input.user_text).toBe("some words");
    expect(metadata.verdicts[0]).toHaveProperty("span", [0, 4]);
  });

  it("withholds a message that not every guard had seen", () => {
    const record = predictionRecord([begin("some words")], about({ isScreened: false }));
    expect(record.input.user_text).toBeNull();
    expect(record.metadata).toMatchObject({ error: "abandoned", cost: null, latency_ms: null });
  });

  it("says that no model spoke where a fixed reply cost nothing", () => {
    const record = predictionRecord(
      [begin("hm"), usage({ lm: "none", promptTokens: 0, completionTokens: 0 })],
      about({ promptVersion: null, promptHash: null }),
    );
    expect(record.model).toEqual({ name: "none", provider: "none", prompt_version: null });
    expect(record.metadata).not.toHaveProperty("connection");
  });

  it("holds nothing that is withheld, and is always of the agreed shape, whatever happened in a turn", () => {
    const secret = "SECRET";
    const word = fc.constantFrom("hm", "well then", "");
    const category = fc.constantFrom("crisis", "minors", "manipulation", "identity", "spam");
    const span = fc.tuple(fc.nat(9), fc.nat(9));
    const event: fc.Arbitrary<TurnEvent> = fc.oneof(
      category.chain((category) =>
        fc.record({
          type: fc.constant("guard" as const),
          turn: fc.constant(3),
          side: fc.constantFrom("input" as const, "output" as const),
          guard: fc.constant("g"),
          action: fc.constantFrom("steer" as const, "mask" as const, "block" as const),
          category: fc.constant(category),
          span,
          spans: fc.array(span),
          draft: fc.constant(`${secret} draft`),
          doubtful: fc.boolean(),
          attempt: fc.nat(3),
        }),
      ),
      fc.record({
        type: fc.constant("prompt" as const),
        turn: fc.constant(3),
        attempt: fc.nat(3),
        messages: fc.constant([{ role: "user" as const, content: secret }]),
      }),
      word.map((text): TurnEvent => ({ type: "delta", turn: 3, text })),
      fc.record({
        type: fc.constant("demos" as const),
        turn: fc.constant(3),
        demos: fc.array(fc.record({ id: word, similarity: fc.double({ min: -1, max: 1.0001, noNaN: true }) })),
      }),
      fc.record({
        type: fc.constant("budget" as const),
        turn: fc.constant(3),
        scope: fc.constantFrom(...budgetScopes),
        unit: fc.constantFrom(...budgetUnits),
        level: fc.constantFrom("soft" as const, "hard" as const),
        used: fc.nat(),
        reserved: fc.nat(),
        limit: fc.nat(),
      }),
      fc
        .option(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), { nil: undefined })
        .map((cost) => usage(cost === undefined ? {} : { cost })),
      fc.record({
        type: fc.constant("error" as const),
        turn: fc.constant(3),
        code: fc.constant("timeout"),
        message: fc.constant(`${secret} message`),
        shown: word,
      }),
      fc.constantFrom(...reply("hm")),
    );
    fc.assert(
      fc.property(fc.array(event), fc.boolean(), fc.boolean(), (events, isScreened, hasBegun) => {
        const all = hasBegun ? [begin(`${secret} message`), ...events] : events;
        const record = predictionRecord(all, about({ isScreened }));
        expect(predictionSchema.safeParse(record).error).toBeUndefined();
        const json = JSON.stringify(record);
        // JSON has one zero, and no `undefined`.
        expect(JSON.stringify(JSON.parse(json))).toBe(json);
        const isLeftOut = events.some(
          (each) =>
            each.type === "guard" &&
            each.side === "input" &&
            ["crisis", "minors", "manipulation"].includes(each.category ?? ""),
        );
        const isShown = isScreened && !isLeftOut && hasBegun;
        expect(json.includes(secret)).toBe(isShown);
        expect(json).not.toMatch(/draft|spans/);
        if (!isScreened || isLeftOut)
          for (const verdict of record.metadata.verdicts)
            if (verdict.side === "input") expect(verdict).not.toHaveProperty("span");
      }),
    );
  });

  it("is read again also where a newer version added something", () => {
    const record = { ...predictionRecord([begin("hm")], about()), later: 1 };
    expect(predictionSchema.parse(record)).toEqual(record);
  });
});
