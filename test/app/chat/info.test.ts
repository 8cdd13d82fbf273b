import { describe, expect, it } from "vitest";
import type { ModelConnection } from "../../../brain/core/ports.ts";
import { chatOf, eventsOf, say } from "../../fixtures/chat.ts";
import { scriptedLm, understudyOf } from "../../fixtures/understudy.ts";

const as = (lm: ModelConnection, provider: string): ModelConnection => ({
  ...lm,
  identity: { provider, model: "m" },
});
const price = { prompt: 2, completion: 4 };
const million = { promptTokens: 1_000_000, completionTokens: 1_000_000 };

describe("info", () => {
  it("tells how the conversation and what is loaded stand", async () => {
    const { lm } = scriptedLm("main", ["One."], ["Two."]);
    const { chat } = await chatOf(understudyOf(lm).understudy);
    await say(chat, "hi");
    await eventsOf(chat.retry({}));
    chat.pin("engage");
    await chat.rename("Tea");
    chat.shiftClock("+1h");
    expect(chat.info()).toMatchObject({
      ...{ session: chat.conversation().id, title: "Tea", persona: "Tess Tester", examples: 0, program: undefined },
      ...{ lm: "main", embedder: "offline", pinned: "engage", clockShift: 3_600_000 },
      context: { sinceLastMessage: "1 hour", conversationLength: "1 hour, 3 messages" },
      history: { messages: 2, maxMessages: 20, tokens: 2, maxTokens: 2000 },
      tokens: { prompt: 20, completion: 10 },
      cost: undefined,
    });
  });
});

describe("cost", () => {
  const costs = async (provider: string, settings: { price?: typeof price }) => {
    const { lm } = scriptedLm("main", ["One."], ["Two."]);
    const { chat } = await chatOf(understudyOf(as(lm, provider)).understudy, { settings });
    await say(chat, "hi");
    return [chat.cost({ lm: `${provider}:m`, ...million }), chat.info().cost];
  };

  it("is nothing on this machine, what the price says, and unknown without one", async () => {
    expect(await costs("offline", {})).toEqual([0, 0]);
    expect(await costs("ollama", { price })).toEqual([0, 0]);
    expect(await costs("together", { price })).toEqual([6, (10 * 2 + 5 * 4) / 1_000_000]);
    expect(await costs("together", {})).toEqual([undefined, undefined]);
  });

  it("is that of each model by its own name where the fallback answered for one that was blocked", async () => {
    const own = scriptedLm("main", ["FORBIDDEN."], ["FORBIDDEN."], ["FORBIDDEN."]).lm;
    const fallback = as(scriptedLm("second", ["Fine."]).lm, "together");
    const { understudy } = understudyOf(as(own, "ollama"), { fallbacks: [fallback] });
    const { chat } = await chatOf(understudy, { settings: { price } });
    const usage = (await say(chat, "hi")).find((event) => event.type === "usage") ?? never();
    const dear = (10 * 2 + 5 * 4) / 1_000_000;
    expect([chat.cost(usage), chat.info().cost]).toEqual([dear, dear]);
    const unpriced = await chatOf(understudy);
    expect(unpriced.chat.cost(usage)).toBe(undefined);
  });

  it("is what the ledger counted, where one is kept: calls that failed cost something, too", async () => {
    const { chat } = await chatOf(understudyOf(as(scriptedLm("main").lm, "together")).understudy, {
      settings: { price },
    });
    expect(chat.cost({ lm: "together:m", ...million, cost: 6.5 })).toBe(6.5);
    expect(chat.cost({ lm: "groq:other", ...million, cost: 0.1 })).toBe(0.1);
  });

  it("of a past turn is that of its own model, whoever speaks now", async () => {
    const { chat } = await chatOf(understudyOf(as(scriptedLm("main").lm, "together")).understudy, {
      settings: { price },
    });
    const by = (lm: string) => chat.cost({ lm, ...million });
    expect([by("ollama:tiny"), by("together:m"), by("together:other"), by("none")]).toEqual([
      0,
      6,
      undefined,
      undefined,
    ]);
    expect(chat.cost({ lm: "none", promptTokens: 0, completionTokens: 0 })).toBe(0);
  });

  it("is unknown for a model that was chosen later, whose price nobody told", async () => {
    const { lm } = scriptedLm("main", ["One."], ["Two."]);
    const { understudy } = understudyOf(as(lm, "together"));
    const { chat } = await chatOf(understudy, {
      settings: { price },
      loaded: ({ lm: { connections } }) => ({
        understudy: { ...understudy, lm: as(lm, connections[0].model ?? "together") },
      }),
    });
    await chat.chooseModel("openai:openai");
    expect(chat.cost({ lm: "openai:m", ...million })).toBe(undefined);
    await say(chat, "hi");
    expect(chat.info().cost).toBe(undefined);
  });
});

describe("the clock", () => {
  const opened = async () => (await chatOf(understudyOf(scriptedLm("main", ["One."]).lm).understudy)).chat;

  it("moves by a span, to a time of the persona's day, to a moment, and back", async () => {
    const chat = await opened();
    expect(chat.shiftClock("+2h30m")).toBe("Friday 2026-12-25 02:10 Europe/Lisbon, 2 hours 30 minutes ahead");
    expect(chat.shiftClock("-1d")).toContain("Thursday 2026-12-24 02:10");
    expect(chat.shiftClock("real")).toBe("Thursday 2026-12-24 23:40 Europe/Lisbon");
    expect(chat.shiftClock("08:00")).toContain("Friday 2026-12-25 08:00");
    expect(chat.shiftClock("2027-07-01T09:30")).toContain("Thursday 2027-07-01 09:30");
    expect(chat.shiftClock("2027-07-01T09:30+02:00")).toContain("Thursday 2027-07-01 08:30");
    expect(chat.info().context.partOfDay).toBe("morning");
  });

  it("is that of the turns", async () => {
    const chat = await opened();
    chat.shiftClock("+1d");
    const events = await say(chat, "hi");
    expect(events[0]).toMatchObject({ at: "2026-12-25T23:40:00.000Z" });
    expect(chat.conversation().startedAt).toBe("2026-12-25T23:40:00.000Z");
  });

  it("stays where the time is none", async () => {
    const chat = await opened();
    for (const nonsense of ["soon", "25:00", "+", "+3", "2026-02-30T10:00", "+99999999999d", ""]) {
      expect(() => chat.shiftClock(nonsense)).toThrow("is no time");
    }
    expect(chat.info().clockShift).toBe(0);
  });
});

const never = (): never => {
  throw new Error("there is a usage");
};
