import { afterAll, describe, expect, it } from "vitest";
import { createFetch } from "../../../app/fetch.ts";
import type { VectorCache } from "../../../brain/core/ports.ts";
import { togetherEmbedder } from "../../../brain/lms/together.ts";
import { fakeTimers } from "../../fixtures/fake-timers.ts";
import { startFakeTogether } from "../../servers/fake-together.ts";

const { fetch, close } = createFetch();
const server = await startFakeTogether();
afterAll(async () => {
  await server.close();
  await close();
});

const memory = (): VectorCache => {
  const kept = new Map<string, Float32Array>();
  return { get: async (key) => kept.get(key), put: async (key, vector) => void kept.set(key, vector) };
};
const embedder = (vectors: VectorCache, model = "one") =>
  togetherEmbedder({ apiKey: "k", baseUrl: server.url, fetch, timers: fakeTimers(), model, vectors });
/** Texts that the server was asked for by `work`. */
const askedBy = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const before = server.requests.length;
  await work();
  return server.requests.slice(before).flatMap(({ body }) => body.input ?? []);
};

describe("an embedder that keeps its vectors", () => {
  it("pays for no text twice, in this run or in a later one, and gives the same vectors", async () => {
    const vectors = memory();
    const first = embedder(vectors);
    const plain = await togetherEmbedder({
      ...{ apiKey: "k", baseUrl: server.url, fetch, timers: fakeTimers(), model: "one" },
    }).embed(["a", "b", "c", ""]);
    expect(await askedBy(() => first.embed(["a", "b", "a"]))).toEqual(["a", "b"]);
    const later = embedder(vectors);
    let found: Float32Array = new Float32Array();
    expect(await askedBy(async () => (found = await later.embed(["a", "b", "c", ""])))).toEqual(["c"]);
    expect(found).toEqual(plain);
  });

  it("asks nothing at all for its dimensions where they are kept", async () => {
    const vectors = memory();
    const identity = await embedder(vectors).identity();
    const again = embedder(vectors);
    expect(await askedBy(async () => expect(await again.identity()).toEqual(identity))).toEqual([]);
  });

  it("takes no vector of another model", async () => {
    const vectors = memory();
    await embedder(vectors).embed(["a"]);
    expect(await askedBy(() => embedder(vectors, "two").embed(["a"]))).toEqual(["a"]);
  });

  it("asks again for what is there and has other dimensions", async () => {
    const vectors = memory();
    const one = embedder({ ...vectors, get: async (key) => (await vectors.get(key))?.subarray(0, 2) });
    expect(await askedBy(() => one.embed(["x", "y"]))).toEqual(["x", "y"]);
    expect(await askedBy(() => one.embed(["x", "y"]))).toEqual(["x", "y"]);
  });
});
