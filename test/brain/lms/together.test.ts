import { afterAll, describe, expect, it } from "vitest";
import { createFetch } from "../../../app/fetch.ts";
import type { ChatPart } from "../../../brain/core/ports.ts";
import { flatten } from "../../../brain/lms/flatten.ts";
import { together, togetherEmbedder } from "../../../brain/lms/together.ts";
import { embedderContract } from "../../contracts/embedder.ts";
import { collect, faultOf } from "../../contracts/model-connection.ts";
import { networkedConnectionContract } from "../../contracts/networked-connection.ts";
import { networkedEmbedderContract } from "../../contracts/networked-embedder.ts";
import { chatRequest } from "../../fixtures/chat-request.ts";
import { fakeTimers } from "../../fixtures/fake-timers.ts";
import { startFakeTogether } from "../../servers/fake-together.ts";

const { fetch, close } = createFetch();
afterAll(close);
const apiKey = "tgp_v1_a_secret_of_the_test";
const at = (baseUrl: string, timers = fakeTimers()) => ({ apiKey, baseUrl, fetch, timers });

networkedConnectionContract("together", {
  serve: (settings) => startFakeTogether({ ...settings, apiKey }),
  connect: (url, timers) => together({ apiKey, baseUrl: url, fetch, timers }),
  secret: apiKey,
});

embedderContract("together", async () => {
  const server = await startFakeTogether({ apiKey });
  return { embedder: togetherEmbedder(at(server.url)), close: server.close };
});

networkedEmbedderContract("together", {
  serve: ({ rows, ...settings }) =>
    startFakeTogether({
      ...settings,
      ...(rows && { rows: (texts) => rows(texts).map((embedding, index) => ({ index, embedding })) }),
    }),
  connect: (url, timers) => togetherEmbedder(at(url, timers)),
});

describe("together", () => {
  it("sends the flattened request to the chat completions, with its key and settings", async () => {
    const server = await startFakeTogether();
    await collect(together({ ...at(server.url), model: "some/model" }), chatRequest({ seed: 7 }));
    expect(server.requests[0]?.path).toBe("/v1/chat/completions");
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${apiKey}`);
    expect(server.requests[0]?.body).toMatchObject({
      model: "some/model",
      stream: true,
      temperature: 0.7,
      max_tokens: 64,
      seed: 7,
      messages: flatten(chatRequest()),
    });
    await server.close();
  });

  it("tells which variable to check when the key is refused, and not the key", async () => {
    const server = await startFakeTogether({ apiKey: "another" });
    const fault = await faultOf(collect(together(at(server.url))));
    expect(fault.message).toContain("check TOGETHER_API_KEY");
    expect(fault.message).not.toContain(apiKey);
    await server.close();
  });

  it("tells the model's name when Together does not have it", async () => {
    const server = await startFakeTogether({ models: ["other"] });
    const fault = await faultOf(collect(together({ ...at(server.url), model: "no/such" })));
    expect(fault).toMatchObject({ code: "not-found", retryable: false });
    expect(fault.message).toContain("no/such");
    await server.close();
  });

  it("says that an account's used-up quota will not come back by asking again", async () => {
    const body = JSON.stringify({ error: { message: "…", code: "insufficient_quota" } });
    const server = await startFakeTogether({ fault: { kind: "status", status: 429, body } });
    expect(await faultOf(collect(together(at(server.url))))).toMatchObject({ code: "rate-limited", retryable: false });
    expect(server.requests).toHaveLength(1);
    await server.close();
  });

  it("names the server's own word for a fault where it is only a name", async () => {
    const body = JSON.stringify({ error: { message: "…", code: "context_length_exceeded" } });
    const server = await startFakeTogether({ fault: { kind: "status", status: 400, body } });
    const fault = await faultOf(collect(together(at(server.url))));
    expect(fault.message).toContain("context_length_exceeded");
    expect(fault.message).toContain("too long");
    await server.close();
  });

  it("tells that a content filter of the provider's stopped the reply, and what that cost", async () => {
    const server = await startFakeTogether({ fault: { kind: "content-filter", after: 2 } });
    const parts: ChatPart[] = [];
    const read = async () => {
      for await (const part of together(at(server.url)).chat(chatRequest(), {})) parts.push(part);
    };
    expect(await faultOf(read())).toMatchObject({ code: "refused", retryable: false });
    expect(parts.at(-1)).toMatchObject({ type: "usage", promptTokens: server.bills()[0]?.promptTokens });
    await server.close();
  });
});
