import { afterAll, describe, expect, it } from "vitest";
import { createFetch } from "../../app/fetch.ts";
import { probeOllama } from "../../app/probe-ollama.ts";
import { fakeTimers } from "../fixtures/fake-timers.ts";
import { startFakeOllama } from "../servers/fake-ollama.ts";
import { type Fault, refusingUrl } from "../servers/fake-server.ts";

const { fetch, close } = createFetch();
afterAll(close);

describe("probeOllama", () => {
  it("lists the models that can chat apart from those that embed", async () => {
    const server = await startFakeOllama({ models: ["llama3.2:3b", "nomic-embed-text:latest", "qwen3:4b"] });
    expect(await probeOllama({ host: server.url, fetch })).toEqual({
      state: "ready",
      models: ["llama3.2:3b", "qwen3:4b"],
      embedders: ["nomic-embed-text:latest"],
    });
    await server.close();
  });

  it("is ready without models where Ollama has none", async () => {
    const server = await startFakeOllama({ models: [] });
    expect(await probeOllama({ host: server.url, fetch })).toEqual({ state: "ready", models: [], embedders: [] });
    await server.close();
  });

  it.each<[string, Fault]>([
    ["fails", { kind: "status", status: 500 }],
    ["is something else", { kind: "web-page" }],
    ["answers with other JSON", { kind: "status", status: 200, body: '{"models":"none"}' }],
  ])("is absent where what listens %s", async (_, fault) => {
    const server = await startFakeOllama({ fault });
    expect(await probeOllama({ host: server.url, fetch })).toEqual({ state: "absent" });
    await server.close();
  });

  it("is absent where nobody listens, and where the host is no address", async () => {
    expect(await probeOllama({ host: await refusingUrl(), fetch })).toEqual({ state: "absent" });
    expect(await probeOllama({ host: "not an address", fetch })).toEqual({ state: "absent" });
  });

  it("is absent when the server does not answer in time, and hangs up", async () => {
    const server = await startFakeOllama({ fault: { kind: "hang" } });
    let asked: () => void = () => {};
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const timers = {
      ...fakeTimers(),
      sleep: async () => {
        await arrived;
      },
    };
    const state = probeOllama({ host: server.url, fetch, timers, timeoutMs: 5 });
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    asked();
    expect(await state).toEqual({ state: "absent" });
    expect(await server.requests[0]?.ended).toBe("cut");
    await server.close();
  });

  it("is absent, and asks nothing, when its signal has fired", async () => {
    const server = await startFakeOllama();
    expect(await probeOllama({ host: server.url, fetch, signal: AbortSignal.abort() })).toEqual({ state: "absent" });
    expect(server.requests).toHaveLength(0);
    await server.close();
  });
});
