import { afterAll, describe, expect, it } from "vitest";
import { createFetch } from "../../../app/fetch.ts";
import { ollama, ollamaEmbedder } from "../../../brain/lms/ollama.ts";
import type { Timers } from "../../../brain/lms/timers.ts";
import { embedderContract } from "../../contracts/embedder.ts";
import { collect, faultOf, textOf } from "../../contracts/model-connection.ts";
import { networkedConnectionContract } from "../../contracts/networked-connection.ts";
import { networkedEmbedderContract } from "../../contracts/networked-embedder.ts";
import { chatRequest } from "../../fixtures/chat-request.ts";
import { fakeTimers } from "../../fixtures/fake-timers.ts";
import { startFakeOllama } from "../../servers/fake-ollama.ts";

const { fetch, close } = createFetch();
afterAll(close);
const at = (host: string, timers: Timers = fakeTimers()) => ({ host, fetch, timers });

networkedConnectionContract("ollama", {
  serve: startFakeOllama,
  connect: (url, timers) => ollama(at(url, timers)),
});

embedderContract("ollama", async () => {
  const server = await startFakeOllama();
  return { embedder: ollamaEmbedder(at(server.url)), close: server.close };
});

networkedEmbedderContract("ollama", {
  serve: startFakeOllama,
  connect: (url, timers) => ollamaEmbedder(at(url, timers)),
});

describe("ollama", () => {
  it("sends the flattened request to its own chat route, with native options and thinking off", async () => {
    const server = await startFakeOllama();
    await collect(ollama({ ...at(server.url), model: "qwen3:4b" }), chatRequest({ seed: 7 }));
    expect(server.requests[0]?.path).toBe("/api/chat");
    expect(server.requests[0]?.body).toMatchObject({
      model: "qwen3:4b",
      stream: true,
      think: false,
      options: { temperature: 0.7, num_predict: 64, seed: 7, num_ctx: 8192 },
    });
    await server.close();
  });

  it("tells how to pull a model that Ollama does not have, for chat and for vectors", async () => {
    const server = await startFakeOllama({ models: ["other"] });
    const fault = await faultOf(collect(ollama({ ...at(server.url), model: "qwen3:4b" })));
    expect(fault).toMatchObject({ code: "not-found", retryable: false });
    expect(fault.message).toBe("Ollama has no model qwen3:4b: run `ollama pull qwen3:4b`");
    const noVectors = await faultOf(ollamaEmbedder(at(server.url)).embed(["a"]));
    expect(noVectors.message).toContain("run `ollama pull nomic-embed-text`");
    expect(server.requests).toHaveLength(2);
    await server.close();
  });

  it("asks without `think` where the model refuses it, and remembers that", async () => {
    const server = await startFakeOllama({ reply: "hi", refusesThink: true });
    const connection = ollama(at(server.url));
    expect(textOf(await collect(connection))).toBe("hi");
    expect(textOf(await collect(connection))).toBe("hi");
    expect(server.requests.map(({ body }) => body.think)).toEqual([false, undefined, undefined]);
    await server.close();
  });

  it("learns that from several calls at once", async () => {
    const server = await startFakeOllama({ reply: "hi", refusesThink: true });
    const connection = ollama(at(server.url));
    const replies = await Promise.all([1, 2, 3].map(() => collect(connection)));
    expect(replies.map(textOf)).toEqual(["hi", "hi", "hi"]);
    await server.close();
  });

  it("says so when the model can only embed", async () => {
    const body = JSON.stringify({ error: '"nomic-embed-text" does not support chat' });
    const server = await startFakeOllama({ fault: { kind: "status", status: 400, body } });
    expect((await faultOf(collect(ollama(at(server.url))))).message).toContain("cannot chat");
    await server.close();
  });
});
