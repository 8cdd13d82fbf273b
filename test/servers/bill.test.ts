import { afterAll, describe, expect, it } from "vitest";
import { createFetch } from "../../app/fetch.ts";
import { flatten } from "../../brain/lms/flatten.ts";
import { ollama } from "../../brain/lms/ollama.ts";
import { openai } from "../../brain/lms/openai.ts";
import type { Timers } from "../../brain/lms/timers.ts";
import { together } from "../../brain/lms/together.ts";
import { collect } from "../contracts/model-connection.ts";
import { chatRequest } from "../fixtures/chat-request.ts";
import { fakeTimers } from "../fixtures/fake-timers.ts";
import { startFakeOllama } from "./fake-ollama.ts";
import { startFakeOpenAi, startFakeTogether } from "./fake-together.ts";
import type { Fault } from "./fault.ts";
import { faultOfRequest } from "./seeded-faults.ts";

const { fetch, close } = createFetch();
afterAll(close);

const words = (text: string) => text.split(/\s+/).filter((word) => word !== "").length;
const request = chatRequest({ message: "Message: how is the ferry" });
const promptTokens = flatten(request).reduce((sum, { content }) => sum + words(content), 0);
const reply = "Salt on the rail, and the gulls are shouting.";
const none = { calls: 0, promptTokens: 0, completionTokens: 0 };

const dialects = {
  together: {
    start: startFakeTogether,
    connect: (baseUrl: string, timers: Timers) => together({ fetch, timers, apiKey: "k", baseUrl }),
  },
  openai: {
    start: startFakeOpenAi,
    connect: (baseUrl: string, timers: Timers) => openai({ fetch, timers, apiKey: "k", baseUrl }),
  },
  ollama: { start: startFakeOllama, connect: (host: string, timers: Timers) => ollama({ fetch, timers, host }) },
};
/** Only who hangs is given up: at once. */
const timersFor = (fault: Fault | undefined) =>
  fakeTimers(fault?.kind === "hang" ? { fires: (ms) => ms === 30_000 } : {});

describe.each(Object.entries(dialects))("a fake server that speaks as %s", (_, { start, connect }) => {
  /** What it billed for one call with this fault, and what came of the call. */
  const call = async (fault?: Fault) => {
    const server = await start({ reply, ...(fault && { fault }) });
    try {
      const parts = await collect(connect(server.url, timersFor(fault)), request).catch(() => []);
      return { ...server.billed(), usage: parts.find((part) => part.type === "usage") };
    } finally {
      await server.close();
    }
  };

  it("bills the words of the prompt and of the reply, and tells just that", async () => {
    const { told, untold, usage } = await call();
    expect(told).toEqual({ calls: 1, promptTokens, completionTokens: words(reply) });
    expect(untold).toEqual(none);
    expect(usage).toMatchObject({ promptTokens, completionTokens: words(reply) });
  });

  it.each<[string, Fault]>([
    ["refuses", { kind: "status", status: 503 }],
    ["hangs", { kind: "hang" }],
    ["resets the connection", { kind: "reset" }],
  ])("bills nothing where it %s", async (_, fault) => {
    expect(await call(fault)).toMatchObject({ told: none, untold: none });
  });

  it.each<[string, Fault]>([
    ["stops in the middle", { kind: "truncate", after: 4 }],
    ["breaks off", { kind: "break", after: 4 }],
    ["reports an error", { kind: "error", after: 4 }],
  ])("bills what it sent where it %s, and tells nobody", async (_, fault) => {
    const { told, untold } = await call(fault);
    expect(told).toEqual(none);
    expect(untold).toMatchObject({ calls: 1, promptTokens });
    expect(untold.completionTokens).toBeGreaterThan(0);
    expect(untold.completionTokens).toBeLessThan(words(reply));
  });

  it("bills an empty reply its prompt, and a long one no more than was taken", async () => {
    expect((await call({ kind: "empty" })).told).toEqual({ calls: 1, promptTokens, completionTokens: 0 });
    const { untold } = await call({ kind: "gigantic" });
    expect(untold.calls).toBe(1);
    expect(untold.completionTokens).toBeGreaterThan(100);
  });
});

describe("a plan of faults", () => {
  it("is the same for the same seed, and holds its share", () => {
    const plan = (seed: number) =>
      Array.from({ length: 2000 }, (_, request) => faultOfRequest({ seed, share: 0.2, request }));
    expect(plan(1)).toEqual(plan(1));
    expect(plan(1)).not.toEqual(plan(2));
    const failed = plan(1).filter((fault) => fault !== undefined);
    expect(failed.length / 2000).toBeGreaterThan(0.17);
    expect(failed.length / 2000).toBeLessThan(0.23);
  });
});
