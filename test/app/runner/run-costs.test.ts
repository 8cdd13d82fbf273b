import { describe, expect, it, onTestFinished } from "vitest";
import { openEmbedder } from "../../../app/connections/open-embedder.ts";
import { openLm } from "../../../app/connections/open-lm.ts";
import { resolveConnection } from "../../../app/connections/resolve-connection.ts";
import { openPrices } from "../../../app/spend/open-prices.ts";
import { LmError } from "../../../brain/core/errors.ts";
import type { ModelConnection } from "../../../brain/core/ports.ts";
import { cached } from "../../../brain/lms/cached.ts";
import { type MeterLimits, meter } from "../../../brain/lms/metered.ts";
import { collect } from "../../contracts/model-connection.ts";
import { chatRequest } from "../../fixtures/chat-request.ts";
import { memoryCalls } from "../../fixtures/memory-calls.ts";
import { memoryLedger } from "../../fixtures/memory-ledger.ts";
import type { FakeServer } from "../../servers/fake-server.ts";
import { type CompletionBody, type FakeTogetherOptions, startFakeTogether } from "../../servers/fake-together.ts";
import { createMeans } from "../connections/means-for.ts";
import { sectionsOf } from "../connections/sections-of.ts";

const meansFor = createMeans();
/** A dollar for a thousand tokens, either way. */
const price = "1000/1000";

const serve = async (options: FakeTogetherOptions = {}) => {
  const server = await startFakeTogether({ reply: "It was a long day.", ...options });
  onTestFinished(server.close);
  return server;
};

/** What the server charges, in US dollars. */
const billOf = (server: FakeServer<CompletionBody>) =>
  server.bills().reduce((sum, { promptTokens, completionTokens }) => sum + promptTokens + completionTokens, 0) / 1000;

/** Connections of an understudy.yaml as a run opens them: counted, capped and remembered. */
const settle = async (connections: Readonly<Record<string, object>>, limits: MeterLimits = {}) => {
  const sections = await sectionsOf(JSON.stringify({ connections }));
  const counted = meter(limits);
  const cache = memoryCalls();
  const prices = await openPrices(sections);
  const means = {
    ...meansFor(sections),
    spending: {
      ledger: counted.around(memoryLedger()),
      prices: async () => prices,
      command: "eval",
      countsOffline: false,
    },
    around: (lm: ModelConnection, { options }: { readonly options?: Readonly<Record<string, unknown>> }) =>
      cached(counted.wrap(lm), { cache, read: "all", clock: { elapsed: () => 0 }, ...(options && { options }) }),
  };
  const resolve = (name: string) => resolveConnection(name, sections, "--lm");
  return {
    counted,
    open: (name: string) => openLm(resolve(name), "reply", means, { openQuestions: [] }),
    embedder: (name: string) => openEmbedder(resolve(name), means),
  };
};

const asked = (number: number, changes = {}) => chatRequest({ message: `Message: question ${number}`, ...changes });

/** Asks one question after the other until one is refused. */
const exhaust = async (ask: (number: number) => Promise<unknown>) => {
  for (let number = 1; number < 200; number++) {
    try {
      await ask(number);
    } catch (error) {
      if (error instanceof LmError && error.code === "over-budget") return number - 1;
      throw error;
    }
  }
  throw new Error("nothing was refused");
};

describe("a cap of cost", () => {
  it("holds for every try of a call, and a call that was tried three times is one", async () => {
    const server = await serve({ fault: (request) => (request % 3 === 2 ? undefined : { kind: "empty" }) });
    const { open, counted } = await settle(
      { a: { provider: "together", model: "m", base_url: server.url, price } },
      { maxCost: 2 },
    );
    const lm = await open("a");
    const answered = await exhaust((number) => collect(lm, asked(number)));
    expect(answered).toBeGreaterThan(1);
    expect(server.requests.length).toBeGreaterThanOrEqual(3 * answered);
    expect(counted.spent().cost).toBeCloseTo(billOf(server), 9);
    expect(billOf(server)).toBeLessThanOrEqual(2);
    expect(billOf(server)).toBeGreaterThan(1);
    expect(counted.spent().calls - answered).toBeLessThanOrEqual(1);
  });

  it("holds for both calls of a hedge", async () => {
    const server = await serve();
    const entry = { provider: "together", model: "m", base_url: server.url, price, hedge_after: 0.1 };
    const { open, counted } = await settle({ a: entry }, { maxCost: 2 });
    const lm = await open("a");
    const answered = await exhaust((number) => collect(lm, asked(number)));
    expect(answered).toBeGreaterThan(1);
    expect(server.requests.length).toBeGreaterThan(answered);
    expect(billOf(server)).toBeLessThanOrEqual(2);
    expect(counted.spent().calls).toBe(answered);
  });

  it("holds what a connection's own length may come to, not the persona's", async () => {
    const server = await serve({ reply: "long ".repeat(300) });
    const entry = { provider: "together", model: "m", base_url: server.url, price, max_tokens: 400 };
    const { open } = await settle({ a: entry }, { maxCost: 2 });
    const lm = await open("a");
    const ends = await Promise.allSettled(
      Array.from({ length: 20 }, (_, number) => collect(lm, asked(number, { maxTokens: 1 }))),
    );
    expect(ends.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(1);
    expect(billOf(server)).toBeLessThanOrEqual(2);
  });

  it("takes of each connection its own price, and of a local one none", async () => {
    const [home, far] = [await serve(), await serve()];
    const { open, counted } = await settle(
      {
        home: { provider: "together", model: "m", base_url: home.url, price: "0/0" },
        far: { provider: "together", model: "m", base_url: far.url, price },
      },
      { maxCost: 2 },
    );
    const [free, dear] = [await open("home"), await open("far")];
    await exhaust((number) => collect(dear, asked(number)));
    const spent = counted.spent().cost;
    expect(spent).toBeCloseTo(billOf(far), 9);
    for (let number = 0; number < 50; number++) await collect(free, asked(number, { temperature: 0.1 }));
    expect(counted.spent().cost).toBe(spent);
  });

  it("holds for an embedder", async () => {
    const server = await serve();
    const { embedder, counted } = await settle(
      { a: { provider: "together", model: "e", base_url: server.url, price } },
      { maxCost: 1 },
    );
    const embed = await embedder("a");
    const texts = (number: number) => Array.from({ length: 10 }, (_, at) => `text ${at} of batch ${number}`);
    const embedded = await exhaust((number) => embed.embed(texts(number)));
    expect(embedded).toBeGreaterThan(1);
    expect(counted.spent()).toMatchObject({ calls: 0, promptTokens: 0, cost: expect.closeTo(billOf(server), 9) });
    expect(billOf(server)).toBeLessThanOrEqual(1);
  });
});

describe("a kept answer", () => {
  it("is given again only to the temperature, length and options that it was asked with", async () => {
    const server = await serve();
    const base = { provider: "together", model: "m", base_url: server.url };
    const { open, counted } = await settle({
      plain: base,
      warm: { ...base, temperature: 1.5 },
      short: { ...base, max_tokens: 7 },
      narrow: { ...base, options: { top_p: 0.1 } },
      wide: { ...base, options: { top_p: 0.9 } },
      same: { ...base, options: { top_p: 0.9 } },
    });
    for (const name of ["plain", "warm", "short", "narrow", "wide"]) await collect(await open(name));
    expect(server.requests).toHaveLength(5);
    expect(counted.spent().calls).toBe(5);
    await collect(await open("same"));
    // What the connection says of temperature goes before what is asked.
    await collect(await open("warm"), chatRequest({ temperature: 0.2 }));
    expect(server.requests).toHaveLength(5);
    await collect(await open("plain"), chatRequest({ temperature: 0.2 }));
    expect(server.requests).toHaveLength(6);
  });
});
