import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { offeredModels } from "../../../app/connections/offered-models.ts";
import { openPrices } from "../../../app/spend/open-prices.ts";
import { rejection } from "../temporary-folder.ts";
import { createMeans } from "./means-for.ts";
import { sectionsOf } from "./sections-of.ts";

const meansFor = createMeans({ sleepsEnd: false });

/** A server that answers every path with what stands for it, and 404 else. */
const serve = async (answers: Readonly<Record<string, unknown>>, key?: string) => {
  const server = createServer(({ url = "", headers }, response) => {
    const allowed = key === undefined || headers.authorization === `Bearer ${key}`;
    const answer = allowed ? answers[url] : { error: { code: "invalid_api_key" } };
    response.writeHead(allowed ? (answer === undefined ? 404 : 200) : 401, { "content-type": "application/json" });
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  // A server of our own is listening at an address.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const offers = async (text: string, named: readonly string[] = [], given = {}, env: Record<string, string> = {}) => {
  const sections = await sectionsOf(text);
  // Nothing of this machine: its own servers are not part of a test.
  const means = meansFor(sections, { OLLAMA_HOST: "127.0.0.1:9", ...env });
  return offeredModels(named, given, { ...means, prices: () => openPrices(sections) });
};

describe("offeredModels", () => {
  it("reads what each kind of server tells of its models", async () => {
    const together = await serve({
      "/v1/models": [
        { id: "chat", type: "chat", context_length: 131072, pricing: { input: 0.1, output: 0.2 } },
        { id: "vectors", type: "embedding", pricing: { input: 0, output: 0 } },
        { id: "pictures", type: "image" },
        { name: "no id" },
      ],
    });
    const others = await serve({
      "/v1/models": {
        data: [
          { id: "groq-like", context_window: 8192 },
          { id: "vllm-like", max_model_len: 4096 },
          { id: "llamacpp-like", meta: { n_ctx_train: 2048, size: 12_000_000 } },
          { id: "text-embedding-x", context_length: "many" },
        ],
      },
    });
    const ollama = await serve({
      "/api/tags": { models: [{ name: "qwen3:4b", size: 2_500_000_000, details: { family: "qwen3" } }] },
    });
    const found = await offers(
      `connections:
  t: {provider: together, model: chat, base_url: "${together}/v1"}
  v: {provider: vllm, base_url: "${others}/v1"}
  o: {provider: ollama, base_url: "${ollama}"}
`,
      ["t", "v", "o"],
    );
    expect(found.map(({ models }) => models)).toEqual([
      [
        {
          model: "chat",
          embeds: false,
          contextTokens: 131072,
          price: { prompt: 0.1, completion: 0.2, from: "the server" },
          roles: [],
        },
        { model: "vectors", embeds: true, roles: [] },
      ],
      [
        ["groq-like", false, 8192, undefined],
        ["vllm-like", false, 4096, undefined],
        ["llamacpp-like", false, 2048, 12_000_000],
        ["text-embedding-x", true, undefined, undefined],
      ].map(([model, embeds, contextTokens, bytes]) => ({
        model,
        embeds,
        ...(contextTokens !== undefined && { contextTokens }),
        ...(bytes !== undefined && { bytes }),
        price: { prompt: 0, completion: 0, from: "free" },
        roles: [],
      })),
      [expect.objectContaining({ model: "qwen3:4b", bytes: 2_500_000_000, embeds: false })],
    ]);
  });

  it("marks what is in use, and by whom", async () => {
    const url = await serve({ "/v1/models": { data: [{ id: "big" }, { id: "small" }, { id: "other" }] } });
    const found = await offers(
      `connections:
  a: {provider: vllm, model: big, base_url: "${url}/v1"}
  b: {provider: vllm, model: small, base_url: "${url}/v1"}
roles: {reply: a, judge: b, fallback: [b], embed: a}
`,
      ["a"],
    );
    expect(found[0]?.models.map(({ model, roles }) => [model, roles])).toEqual([
      ["big", ["reply", "sentiment", "embed"]],
      // By another connection to the same server, which is listed by its own name.
      ["small", []],
      ["other", []],
    ]);
  });

  it("of two connections to one model each has its own roles", async () => {
    const url = await serve({ "/v1/models": { data: [{ id: "m" }] } });
    const found = await offers(
      `connections:
  a: {provider: vllm, model: m, base_url: "${url}/v1"}
  b: {provider: vllm, model: m, base_url: "${url}/v1"}
roles: {reply: a, judge: b, sentiment: b}
`,
      ["a", "b"],
    );
    expect(found.map(({ models }) => models[0]?.roles)).toEqual([["reply"], ["judge", "sentiment"]]);
  });

  it("without names it asks the connections, those whose key is set, and no server that is not there", async () => {
    const url = await serve({ "/v1/models": { data: [{ id: "m" }] } }, "sk-a");
    const text = `connections:\n  a: {provider: groq, base_url: "${url}/v1", key: MY_KEY}\n`;
    const env = { MY_KEY: "sk-a", OPENAI_API_KEY: "sk-a", OPENAI_BASE_URL: `${url}/v1` };
    const [first, ...others] = await offers(text, [], { lm: "offline" }, env);
    expect(first).toMatchObject({ connection: "a", server: new URL(url).host, models: [{ model: "m" }] });
    // The same server under its provider's name is told once.
    expect(others.filter(({ server }) => server === first?.server)).toEqual([]);
  });

  it("one that fails is told, without its key, and hides no other", async () => {
    const good = await serve({ "/v1/models": { data: [{ id: "m" }] } });
    const wary = await serve({}, "sk-other");
    const odd = await serve({ "/v1/models": { data: "none" } });
    const found = await offers(
      `connections:
  good: {provider: vllm, base_url: "${good}/v1"}
  wary: {provider: groq, base_url: "${wary}/v1", key: MY_KEY}
  odd: {provider: vllm, base_url: "${odd}/v1"}
  lost: {provider: cerebras, key: NO_KEY}
  gone: {provider: vllm, base_url: "http://127.0.0.1:9/v1"}
`,
      ["good", "wary", "odd", "lost", "gone"],
      {},
      { MY_KEY: "sk-secret" },
    );
    expect(found.map(({ problem }) => problem)).toEqual([
      undefined,
      expect.stringContaining("refused access (HTTP 401, invalid_api_key): check MY_KEY"),
      expect.stringContaining("not a list of models"),
      expect.stringContaining("NO_KEY is not set"),
      expect.stringContaining("is base_url of connections.gone in understudy.yaml right?"),
    ]);
    expect(JSON.stringify(found)).not.toContain("sk-secret");
  });

  it("a name that names nothing is refused, and so is offline, which asks no server", async () => {
    expect((await rejection(offers("", ["gorq"]))).message).toContain("did you mean groq?");
    expect((await rejection(offers("", ["offline"]))).message).toContain("asks no server");
  });
});
