import { afterAll, describe, expect, it } from "vitest";
import { createFetch } from "../../../app/fetch.ts";
import type { ChatPart } from "../../../brain/core/ports.ts";
import { openai, openaiEmbedder } from "../../../brain/lms/openai.ts";
import { embedderContract } from "../../contracts/embedder.ts";
import { collect, faultOf, textOf } from "../../contracts/model-connection.ts";
import { networkedConnectionContract } from "../../contracts/networked-connection.ts";
import { networkedEmbedderContract } from "../../contracts/networked-embedder.ts";
import { chatRequest } from "../../fixtures/chat-request.ts";
import { fakeTimers } from "../../fixtures/fake-timers.ts";
import { startFakeOpenAi } from "../../servers/fake-together.ts";

const { fetch, close } = createFetch();
afterAll(close);
const apiKey = "sk-a-secret-of-the-test";

networkedConnectionContract("openai", {
  serve: (settings) => startFakeOpenAi({ ...settings, apiKey }),
  connect: (url, timers) => openai({ apiKey, baseUrl: url, fetch, timers }),
  secret: apiKey,
});

embedderContract("openai", async () => {
  const server = await startFakeOpenAi();
  return { embedder: openaiEmbedder({ baseUrl: server.url, fetch, timers: fakeTimers() }), close: server.close };
});

networkedEmbedderContract("openai", {
  serve: ({ rows, ...settings }) =>
    startFakeOpenAi({
      ...settings,
      ...(rows && { rows: (texts) => rows(texts).map((embedding, index) => ({ index, embedding })) }),
    }),
  connect: (url, timers) => openaiEmbedder({ apiKey, baseUrl: url, fetch, timers }),
});

describe("openai", () => {
  it("needs no key, for servers that ask for none", async () => {
    const server = await startFakeOpenAi({ reply: "hi" });
    expect(textOf(await collect(openai({ baseUrl: server.url, fetch, timers: fakeTimers() })))).toBe("hi");
    await server.close();
  });

  it("leaves out, or renames, what the server refuses by name, and remembers it", async () => {
    const refuses = ["stream_options", "max_tokens", "temperature"];
    const server = await startFakeOpenAi({ reply: "hi", refuses });
    const connection = openai({ baseUrl: server.url, fetch, timers: fakeTimers() });
    expect(textOf(await collect(connection))).toBe("hi");
    expect(server.requests).toHaveLength(4);
    expect(server.requests[3]?.body).toMatchObject({ max_completion_tokens: 64 });
    await collect(connection);
    expect(server.requests).toHaveLength(5);
    for (const parameter of refuses) expect(server.requests[4]?.body).not.toHaveProperty(parameter);
    await server.close();
  });

  it("asks for vectors as numbers: servers beside OpenAI's do not know base64", async () => {
    const server = await startFakeOpenAi();
    await openaiEmbedder({ baseUrl: server.url, fetch, timers: fakeTimers() }).embed(["a"]);
    expect(server.requests[0]?.body).toMatchObject({ encoding_format: "float", input: ["a"] });
    await server.close();
  });

  it("tells that a content filter of the provider's stopped the reply, and what that cost", async () => {
    const server = await startFakeOpenAi({ fault: { kind: "content-filter", after: 2 } });
    const parts: ChatPart[] = [];
    const read = async () => {
      for await (const part of openai({ baseUrl: server.url, fetch, timers: fakeTimers() }).chat(chatRequest(), {}))
        parts.push(part);
    };
    expect(await faultOf(read())).toMatchObject({ code: "refused", retryable: false });
    expect(parts.at(-1)).toMatchObject({ type: "usage", promptTokens: server.bills()[0]?.promptTokens });
    await server.close();
  });
});
