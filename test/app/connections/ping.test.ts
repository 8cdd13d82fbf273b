import { describe, expect, it, onTestFinished } from "vitest";
import { examineRoles } from "../../../app/connections/examine-roles.ts";
import { planPings } from "../../../app/connections/ping.ts";
import { openPrices } from "../../../app/spend/open-prices.ts";
import { memoryLedger } from "../../fixtures/memory-ledger.ts";
import { startFakeOpenAi } from "../../servers/fake-together.ts";
import { createMeans } from "./means-for.ts";
import { sectionsOf } from "./sections-of.ts";

const meansFor = createMeans();

const serve = async (options: Parameters<typeof startFakeOpenAi>[0] = {}) => {
  const server = await startFakeOpenAi(options);
  onTestFinished(server.close);
  return server;
};

describe("planPings", () => {
  it("calls each connection once, whatever roles it fills, and counts what that cost", async () => {
    const server = await serve({ reply: "Yes." });
    const sections = await sectionsOf(`connections:
  big: {provider: groq, model: m, base_url: "${server.url}", price: 1/2, max_tokens: 900}
  small: {provider: vllm, model: n, base_url: "${server.url}"}
roles: {reply: [big, small], judge: small, embed: small}
`);
    const ledger = memoryLedger();
    const spending = { ledger, command: "doctor", prices: () => openPrices(sections), countsOffline: false };
    const pings = await planPings({}, "big", { ...meansFor(sections), spending });
    expect(pings.map(({ label, roles, isFree }) => [label, roles, isFree])).toEqual([
      ["big", ["reply", "fallback", "sentiment"], false],
      ["small", ["reply", "judge"], true],
      ["small", ["embed"], true],
    ]);
    expect(server.requests).toHaveLength(0);
    expect(pings[0]?.worst).toBeGreaterThan(0);
    expect(pings[0]?.worst).toBeLessThan(0.001);
    for (const ping of pings) {
      const pinged = await ping.run();
      expect(pinged).toMatchObject({ isGood: true, promptTokens: expect.any(Number) });
    }
    expect(server.requests).toHaveLength(3);
    // Small whatever the entry says of replies.
    expect(server.requests[0]?.body).toMatchObject({ max_tokens: 32, temperature: 0 });
  });

  it("a call that fails is told and not made again", async () => {
    const server = await serve({ fault: { kind: "status", status: 503 } });
    const sections = await sectionsOf(
      `connections:\n  a: {provider: vllm, model: m, base_url: "${server.url}", retries: 5}\nroles: {reply: a}\n`,
    );
    const [ping] = await planPings({}, undefined, meansFor(sections));
    expect(await ping?.run()).toMatchObject({ isGood: false, problem: expect.stringContaining("HTTP 503") });
    expect(server.requests).toHaveLength(1);
  });

  it("the offline model is not called", async () => {
    const sections = await sectionsOf("");
    expect(await planPings({ lm: "offline" }, undefined, meansFor(sections))).toEqual([]);
  });
});

describe("examineRoles", () => {
  it("says who fills each role and whether the keys are there, without a call", async () => {
    const sections = await sectionsOf(
      "connections:\n  big: {provider: groq, model: m}\n  small: {provider: ollama}\nroles: {reply: [big, small], judge: big}\n",
    );
    const env = { GROQ_API_KEY: "sk-secret" };
    const found = await examineRoles({}, undefined, meansFor(sections, env));
    expect(found.map(({ what, state, detail }) => `${what} ${state} ${detail}`)).toEqual([
      "reply good big: groq:m, GROQ_API_KEY is set; then small: ollama:llama3.2:3b, no key sent (as understudy.yaml:4 says)",
      "fallback absent nobody: where no reply passes, a safe one is given",
      "judge good big: groq:m, GROQ_API_KEY is set",
      "sentiment good big: groq:m, GROQ_API_KEY is set",
      "embed good offline",
    ]);
    const missing = await examineRoles({}, undefined, meansFor(sections));
    expect(missing[0]).toMatchObject({ state: "broken", detail: expect.stringContaining("GROQ_API_KEY is not set") });
  });

  it("a name that names nothing is told in place of the roles", async () => {
    const found = await examineRoles({ lm: "nobody" }, undefined, meansFor(await sectionsOf("")));
    expect(found).toMatchObject([{ what: "roles", state: "broken" }]);
  });
});
