import { describe, expect, it, onTestFinished, test } from "vitest";
import type { ConnectionMeans } from "../../../app/connections/means.ts";
import { openEmbedder } from "../../../app/connections/open-embedder.ts";
import { openLm } from "../../../app/connections/open-lm.ts";
import { resolveConnection } from "../../../app/connections/resolve-connection.ts";
import type { Role, Spend } from "../../../brain/core/spend.ts";
import { collect, textOf } from "../../contracts/model-connection.ts";
import { chatRequest } from "../../fixtures/chat-request.ts";
import { memoryLedger } from "../../fixtures/memory-ledger.ts";
import { startFakeOllama } from "../../servers/fake-ollama.ts";
import { type FakeTogetherOptions, startFakeOpenAi, startFakeTogether } from "../../servers/fake-together.ts";
import { rejection } from "../temporary-folder.ts";
import { createMeans } from "./means-for.ts";
import { sectionsOf } from "./sections-of.ts";

const meansFor = createMeans();
const offline = { openQuestions: [] };

const serve = async (options: FakeTogetherOptions = {}, start = startFakeOpenAi) => {
  const server = await start(options);
  onTestFinished(server.close);
  return server;
};

/** The connection `a` of an understudy.yaml, in one role. */
const openA = async (
  text: string,
  { role = "reply" as Role, env = {}, more = {} as Partial<ConnectionMeans> } = {},
) => {
  const sections = await sectionsOf(`connections:\n  a: ${text}\n`);
  return openLm(resolveConnection("a", sections, "--lm"), role, { ...meansFor(sections, env), ...more }, offline);
};

describe("openLm", () => {
  test.each(["openai", "groq", "cerebras", "vllm", "llamacpp", "lmstudio", "together"])(
    "%s answers through its own address, model, key and options, and says who it is",
    async (provider) => {
      const server = await serve(
        { reply: "hi", apiKey: "sk-a" },
        provider === "together" ? startFakeTogether : undefined,
      );
      const lm = await openA(
        `{provider: ${provider}, model: m, base_url: "${server.url}", key: MY_KEY, options: {top_p: 0.5}}`,
        { env: { MY_KEY: "sk-a" } },
      );
      expect(lm).toMatchObject({ identity: { provider, model: "m", connection: "a" }, canJudge: true });
      expect(textOf(await collect(lm))).toBe("hi");
      expect(server.requests[0]?.body).toMatchObject({ model: "m", top_p: 0.5, stream: true, temperature: 0.7 });
    },
  );

  it("hands Ollama its options where it looks for them", async () => {
    const server = await startFakeOllama({ reply: "hi" });
    onTestFinished(server.close);
    const options = "{num_ctx: 4096, keep_alive: 30m, think: true, top_k: 5}";
    const lm = await openA(`{provider: ollama, model: m, base_url: "${server.url}", options: ${options}}`);
    expect(textOf(await collect(lm))).toBe("hi");
    expect(server.requests[0]?.body).toMatchObject({
      keep_alive: "30m",
      think: true,
      options: { num_ctx: 4096, top_k: 5, num_predict: 64, temperature: 0.7 },
    });
  });

  it("puts the entry's temperature and length in place of the persona's where it speaks, not where it judges", async () => {
    const server = await serve();
    const entry = `{provider: vllm, model: m, base_url: "${server.url}", temperature: 1.5, max_tokens: 7}`;
    for (const role of ["reply", "fallback", "judge", "sentiment"] as const)
      await collect(await openA(entry, { role }));
    const asked = server.requests.map(({ body }) => [body.temperature, body.max_tokens]);
    expect(asked).toEqual([
      [1.5, 7],
      [1.5, 7],
      [0.7, 64],
      [0.7, 64],
    ]);
  });

  it("sends no key to an address of one's own unless its variable is named, and says so where one was wanted", async () => {
    const server = await serve({ apiKey: "sk-a" });
    const lm = await openA(`{provider: groq, model: m, base_url: "${server.url}"}`, { env: { GROQ_API_KEY: "sk-a" } });
    const { message } = await rejection(collect(lm));
    expect(message).toContain("check key of connections.a in understudy.yaml, since none was sent");
    expect(JSON.stringify(server.requests[0])).not.toContain("sk-a");
  });

  test.each([
    ["{provider: groq, model: m}", "connections.a in understudy.yaml: GROQ_API_KEY is not set"],
    ["{provider: groq, model: m, key: MY_KEY}", "MY_KEY is not set"],
    ["{provider: vllm}", "`understudy models a` lists what it has"],
    ["{provider: together, base_url: 'http://127.0.0.1:9'}", undefined],
  ])("is refused before anything is asked: %s", async (entry, problem) => {
    const opened = openA(entry);
    if (problem === undefined) await expect(opened).resolves.toBeDefined();
    else expect((await rejection(opened)).message).toContain(problem);
  });

  it("makes a failed call again, as often as its entry says", async () => {
    const fault = { kind: "status", status: 503 } as const;
    for (const retries of [0, 1]) {
      const server = await serve({ fault });
      const lm = await openA(`{provider: vllm, model: m, base_url: "${server.url}", retries: ${retries}}`);
      expect(await rejection(collect(lm))).toMatchObject({ code: "server" });
      expect(server.requests).toHaveLength(retries + 1);
    }
  });

  it("two roles with the same connection share its breaker; another connection has its own", async () => {
    const server = await serve({ fault: { kind: "status", status: 503 } as const });
    const entry = `{provider: vllm, model: m, base_url: "${server.url}", retries: 0, breaker: {failures: 1}}`;
    const states: ConnectionMeans["states"] = new Map();
    const [reply, judge] = await Promise.all(
      (["reply", "judge"] as const).map((role) => openA(entry, { role, more: { states } })),
    );
    expect(states.size).toBe(1);
    if (!reply || !judge) throw new Error("not opened");
    expect(await rejection(collect(reply))).toMatchObject({ code: "server" });
    expect(await rejection(collect(judge))).toMatchObject({ code: "unavailable" });
    expect(server.requests).toHaveLength(1);
  });

  it("counts what calls and embeddings come to, at the price of the connection", async () => {
    const server = await serve({ reply: "hi" });
    const price = { prompt: 1, completion: 2 };
    const ledger = memoryLedger();
    const prices = async () => ({ of: () => ({ price, from: "table" as const }) });
    const more = { spending: { ledger, prices, command: "test", countsOffline: true } };
    const entry = `{provider: vllm, model: m, base_url: "${server.url}"}`;
    const spent: Spend[] = [];
    const onSpend = (spend: Spend) => void spent.push(spend);
    const lm = await openA(entry, { role: "judge", more });
    for await (const _ of lm.chat(chatRequest(), { onSpend })) void _;
    const sections = await sectionsOf(`connections:\n  a: ${entry}\n`);
    const means = { ...meansFor(sections), ...more };
    const embedder = await openEmbedder(resolveConnection("a", sections, "--embedder"), means);
    await embedder.embed(["one", "two"], { onSpend });
    expect(spent).toMatchObject([
      { lm: "vllm:m", role: "judge", isEstimated: false },
      { lm: "vllm:m", role: "embed" },
    ]);
    for (const { promptTokens, completionTokens, cost } of spent) {
      expect(promptTokens).toBeGreaterThan(0);
      expect(cost).toBeCloseTo((promptTokens + 2 * completionTokens) / 1e6, 12);
    }
  });

  it("opens the offline model without a server, and nothing can be judged by it", async () => {
    const sections = await sectionsOf("connections:\n  a: {provider: offline}\n");
    const lm = await openLm(resolveConnection("a", sections, "--lm"), "reply", meansFor(sections), offline);
    expect(lm).toMatchObject({ identity: { provider: "offline", connection: "a" }, canJudge: false });
  });
});

describe("a model that its server does not have", () => {
  it.each(["openai", "together", "ollama"])("is told with the name of the connection of %s", async (provider) => {
    const server =
      provider === "ollama"
        ? await startFakeOllama({ models: ["other"] })
        : await startFakeOpenAi({ models: ["other"], reply: "hi" });
    onTestFinished(server.close);
    const lm = await openA(`{provider: ${provider}, model: m, base_url: "${server.url}"}`);
    const { message } = await rejection(collect(lm));
    expect(message).toContain("has no model m: ");
    expect(message).toContain("`understudy models a` lists what it has; set `model` of connections.a");
    expect(message).not.toMatch(/openai:MODEL|models (openai|together)/);
    expect(message.includes("`ollama pull m`")).toBe(provider === "ollama");
  });
});

describe("openEmbedder", () => {
  it("asks the server of its connection for vectors", async () => {
    const server = await serve({ dimensions: 4 });
    const sections = await sectionsOf(`connections:\n  a: {provider: lmstudio, model: m, base_url: "${server.url}"}\n`);
    const embedder = await openEmbedder(resolveConnection("a", sections, "--embedder"), meansFor(sections));
    expect(await embedder.identity()).toMatchObject({ provider: "lmstudio", model: "m", dimensions: 4 });
  });

  it("makes a failed call again, as often as its entry says", async () => {
    const fault = { kind: "status", status: 503 } as const;
    for (const retries of [0, 1]) {
      const server = await serve({ fault });
      const entry = `{provider: vllm, model: m, base_url: "${server.url}", retries: ${retries}}`;
      const sections = await sectionsOf(`connections:\n  a: ${entry}\n`);
      const embedder = await openEmbedder(resolveConnection("a", sections, "--embedder"), meansFor(sections));
      expect(await rejection(embedder.embed(["one"]))).toMatchObject({ code: "server" });
      expect(server.requests).toHaveLength(retries + 1);
    }
  });

  test.each([
    ["groq", "Groq gives no embeddings"],
    ["vllm", "the model of vllm is not named"],
    ["together", "TOGETHER_API_KEY is not set"],
  ])("%s alone is refused", async (spec, problem) => {
    const sections = await sectionsOf("");
    const opened = openEmbedder(resolveConnection(spec, sections, "--embedder"), meansFor(sections));
    expect((await rejection(opened)).message).toContain(problem);
  });
});
