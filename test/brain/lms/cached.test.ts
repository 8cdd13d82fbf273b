import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { createFetch } from "../../../app/fetch.ts";
import { LmError } from "../../../brain/core/errors.ts";
import type { CallCache, ChatRequest, ModelConnection } from "../../../brain/core/ports.ts";
import { cached } from "../../../brain/lms/cached.ts";
import { callKey } from "../../../brain/lms/call-key.ts";
import { flatten } from "../../../brain/lms/flatten.ts";
import { offline } from "../../../brain/lms/offline.ts";
import { together } from "../../../brain/lms/together.ts";
import { collect, faultOf, modelConnectionContract, textOf } from "../../contracts/model-connection.ts";
import { chatRequest } from "../../fixtures/chat-request.ts";
import { fakeTimers } from "../../fixtures/fake-timers.ts";
import { inMemoryLm, usage } from "../../fixtures/in-memory-lm.ts";
import { memoryCalls } from "../../fixtures/memory-calls.ts";
import { turn, understudyOf } from "../../fixtures/understudy.ts";
import { startFakeTogether } from "../../servers/fake-together.ts";
import { scripted } from "./scripted.ts";

const { fetch, close } = createFetch();
afterAll(close);
const clock = { elapsed: () => 0 };
const broken = new LmError("server", "broken", { retryable: false });

const resumed = (connection: ModelConnection, cache: CallCache = memoryCalls()) =>
  cached(connection, { cache, read: "all", clock });

modelConnectionContract("a cached connection", async () => {
  const server = await startFakeTogether({ reply: (body) => `You said ${body.messages.at(-1)?.content.length}.` });
  return {
    connection: resumed(together({ apiKey: "k", baseUrl: server.url, fetch, timers: fakeTimers() })),
    close: server.close,
  };
});

modelConnectionContract("a cached connection of the offline model", async () => ({
  connection: resumed(offline({ openQuestions: [{ text: "What else?" }] })),
}));

describe("a cached connection", () => {
  it("asks once, and gives the same reply and usage again as a stream", async () => {
    const lm = scripted(() => ["Hello", ", ", "you."]);
    const connection = resumed(lm);
    const first = await collect(connection);
    const again = await collect(connection);
    expect(lm.asked).toHaveLength(1);
    expect(textOf(again)).toBe("Hello, you.");
    expect(again.at(-1)).toEqual(first.at(-1));
  });

  it("keeps a reply that came to its longest before it was finished, and that it did", async () => {
    const lm = inMemoryLm(() => ["half a", { type: "usage", promptTokens: 9, completionTokens: 3, isCut: true }]);
    const connection = resumed(lm);
    expect((await collect(connection)).at(-1)).toMatchObject({ isCut: true });
    expect((await collect(connection)).at(-1)).toMatchObject({ isCut: true });
    expect(lm.calls).toHaveLength(1);
  });

  it("hands on for whom a call is made, and who hears of it, but not when they cancel it", async () => {
    const lm = inMemoryLm(() => ["hi", usage]);
    const heard = { account: { command: "eval" }, onPause: () => {}, onDecision: () => {}, onSpend: () => {} };
    for await (const _ of resumed(lm).chat(chatRequest(), { ...heard, signal: new AbortController().signal }));
    expect(lm.calls[0]?.options).toEqual(heard);
  });

  it("passes a reply on as it comes", async () => {
    let release = () => {};
    const lm = scripted(async function* () {
      yield "Hello.";
      await new Promise<void>((go) => (release = go));
      yield " And more.";
    });
    const parts = resumed(lm).chat(chatRequest(), {})[Symbol.asyncIterator]();
    expect(await parts.next()).toMatchObject({ value: { text: "Hello." } });
    release();
    expect(await parts.next()).toMatchObject({ value: { text: " And more." } });
  });

  it("gives a resumed run what an earlier run was told, and has a fresh run ask anew", async () => {
    const cache = memoryCalls();
    const lm = scripted((call) => [`reply ${call}`]);
    await collect(cached(lm, { cache, read: "own", clock }));
    expect(textOf(await collect(cached(lm, { cache, read: "all", clock })))).toBe("reply 0");
    const fresh = cached(lm, { cache, read: "own", clock });
    expect(textOf(await collect(fresh))).toBe("reply 1");
    expect(textOf(await collect(fresh))).toBe("reply 1");
    expect(lm.asked).toHaveLength(2);
  });

  it("asks once where the same is asked twice at the same time", async () => {
    const lm = scripted((call) => [`reply ${call}`]);
    const connection = resumed(lm);
    const replies = await Promise.all([1, 2, 3].map(() => collect(connection)));
    expect(replies.map(textOf)).toEqual(["reply 0", "reply 0", "reply 0"]);
    expect(lm.asked).toHaveLength(1);
  });

  it("asks for the second of two when the first of them failed", async () => {
    const lm = scripted((call) => (call === 0 ? ["half", broken] : ["whole"]));
    const connection = resumed(lm);
    const [first, second] = await Promise.allSettled([collect(connection), collect(connection)]);
    expect(first).toMatchObject({ status: "rejected", reason: broken });
    expect(second.status === "fulfilled" && textOf(second.value)).toBe("whole");
  });

  it("tells of each answer that cost nothing, with the milliseconds of the first time", async () => {
    let now = 0;
    const hits: number[] = [];
    const lm = scripted(() => {
      now += 250;
      return ["Hello."];
    });
    const connection = cached(lm, {
      cache: memoryCalls(),
      read: "own",
      clock: { elapsed: () => now },
      onHit: ({ ms }) => hits.push(ms),
    });
    await collect(connection);
    expect(hits).toEqual([]);
    await collect(connection);
    expect(hits).toEqual([250]);
  });

  it("keeps no fault, no half reply, no reply with nothing in it", async () => {
    const cache = memoryCalls();
    for (const said of [[broken], ["half a reply", broken], [""], [" \n\u200b"]]) {
      await collect(
        resumed(
          scripted(() => said),
          cache,
        ),
      ).catch(() => {});
    }
    expect(cache.kept.size).toBe(0);
    expect(
      textOf(
        await collect(
          resumed(
            scripted(() => ["whole"]),
            cache,
          ),
        ),
      ),
    ).toBe("whole");
  });

  it("keeps the whole of a reply whose reader left early, and never pays for it again", async () => {
    const cache = memoryCalls();
    const lm = scripted(() => ["One. ", "Two. ", "Three."]);
    const connection = resumed(lm, cache);
    const stop = new AbortController();
    for await (const _ of connection.chat(chatRequest(), { signal: stop.signal })) break;
    stop.abort(); // as predict does when its reader leaves
    await connection.settled();
    expect(lm.ended).toEqual(["whole"]);
    expect(textOf(await collect(resumed(lm, cache)))).toBe("One. Two. Three.");
    expect(lm.asked).toHaveLength(1);
  });

  it("does the same for a reply that the gate stopped, though the call's signal fires then", async () => {
    const lm = scripted(async function* () {
      for (const word of "The gulls were loud today. This is FORBIDDEN here. So I went home and slept.".split(
        /(?<= )/,
      )) {
        yield word;
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    const connection = resumed(lm);
    const { understudy } = understudyOf(connection);
    const first = await turn(understudy, "hello");
    expect(first.of("reply")[0]).toMatchObject({ text: "The gulls were loud today.", ended: "cut-by-guard" });
    await connection.settled();
    const again = await turn(understudy, "hello");
    expect(again.shown).toBe(first.shown);
    expect(lm.asked).toHaveLength(1);
    expect(lm.ended).toEqual(["whole"]);
  });

  it("ends its calls when the run is cancelled, and keeps none of them", async () => {
    const cache = memoryCalls();
    const run = new AbortController();
    const lm = scripted(async function* (_, __, signal) {
      yield "One. ";
      await new Promise((_, reject) =>
        signal?.addEventListener("abort", () => reject(new LmError("aborted", "cancelled", { retryable: false }))),
      );
    });
    const connection = cached(lm, { cache, read: "all", clock, signal: run.signal });
    const reading = collect(connection);
    setImmediate(() => run.abort());
    expect(await faultOf(reading)).toMatchObject({ code: "aborted" });
    await connection.settled();
    expect(lm.ended).toEqual(["left"]);
    expect(cache.kept.size).toBe(0);
    expect(await faultOf(collect(connection))).toMatchObject({ code: "aborted" });
    expect(lm.asked).toHaveLength(1);
  });

  it("begins no call any more once it is to stop, and keeps what is under way", async () => {
    const stop = new AbortController();
    let release = () => {};
    const lm = scripted(async function* () {
      yield "One. ";
      await new Promise<void>((go) => (release = go));
      yield "Two.";
    });
    const cache = memoryCalls();
    const connection = cached(lm, { cache, read: "own", clock, stop: stop.signal });
    const reading = faultOf(collect(connection, chatRequest(), { signal: stop.signal }));
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await reading).toMatchObject({ code: "aborted" });
    // A judge that is handed no signal of its own.
    expect(await faultOf(collect(connection, chatRequest({ message: "another" })))).toMatchObject({ code: "aborted" });
    expect(connection.underWay()).toBe(1);
    release();
    await connection.settled();
    expect(connection.underWay()).toBe(0);
    expect(textOf(await collect(resumed(lm, cache)))).toBe("One. Two.");
    expect(lm.asked).toHaveLength(1);
  });

  it("lets one who waits for another's call leave", async () => {
    let release = () => {};
    const lm = scripted(async function* () {
      await new Promise<void>((go) => (release = go));
      yield "late";
    });
    const connection = resumed(lm);
    const first = collect(connection);
    const stop = new AbortController();
    const second = collect(connection, chatRequest(), { signal: stop.signal });
    setImmediate(() => stop.abort());
    expect(await faultOf(second)).toMatchObject({ code: "aborted" });
    release();
    expect(textOf(await first)).toBe("late");
  });

  it("fails where an answer cannot be kept, or goes on where somebody is told", async () => {
    const cache: CallCache = { get: async () => undefined, put: () => Promise.reject(new Error("disk full")) };
    const lm = scripted(() => ["Hello."]);
    await expect(collect(cached(lm, { cache, read: "all", clock }))).rejects.toThrow("disk full");
    const told: unknown[] = [];
    const connection = cached(lm, { cache, read: "all", clock, onProblem: (problem) => told.push(problem) });
    expect(textOf(await collect(connection))).toBe("Hello.");
    expect(told).toHaveLength(1);
  });
});

const text = fc.string({ maxLength: 6 });
const message = fc.record({ from: fc.constantFrom("user" as const, "persona" as const), text });
const request: fc.Arbitrary<ChatRequest> = fc.record(
  {
    system: text,
    demos: fc.array(
      fc.record({
        id: text,
        conversation: text,
        messages: fc.array(message, { minLength: 1, maxLength: 2 }),
        reply: text,
        tags: fc.constant([]),
        similarity: fc.constantFrom(0.1, 0.9),
      }),
      { maxLength: 2 },
    ),
    history: fc.array(message, { maxLength: 2 }),
    message: text,
    inputs: fc.dictionary(text, text, { maxKeys: 1 }),
    rejected: fc.array(fc.record({ text, reason: text }), { maxLength: 2 }),
    temperature: fc.constantFrom(0, 0.7),
    maxTokens: fc.constantFrom(64, 128),
    seed: fc.constantFrom(1, 2),
  },
  { requiredKeys: ["system", "demos", "history", "message", "inputs", "rejected", "temperature", "maxTokens"] },
);
const wire = { identity: { provider: "together", model: "m" } };
const seen = ({ temperature, maxTokens, seed, ...rest }: ChatRequest) =>
  JSON.stringify([flatten({ temperature, maxTokens, ...rest }), temperature, maxTokens, seed]);

describe("the key of a call", () => {
  it("changes with whatever reaches the server, and with nothing else", () => {
    const part = fc.constantFrom<keyof ChatRequest>(
      ...(["system", "demos", "history", "message", "inputs", "rejected", "temperature", "maxTokens", "seed"] as const),
    );
    fc.assert(
      fc.property(request, request, part, (one, other, name) => {
        const { [name]: _, ...rest } = one;
        const changed = { ...rest, ...(other[name] !== undefined && { [name]: other[name] }) } as ChatRequest; // one part of the other
        expect(callKey(changed, wire) === callKey(one, wire)).toBe(seen(changed) === seen(one));
      }),
      { numRuns: 500 },
    );
  });

  it("tells providers, models and servers apart", () => {
    const addresses = [
      wire,
      { ...wire, server: "a:1" },
      { ...wire, server: "b:1" },
      { ...wire, identity: { provider: "ollama", model: "m" } },
      { ...wire, identity: { provider: "together", model: "n" } },
      { ...wire, identity: { provider: "togetherm", model: "" } },
    ];
    expect(new Set(addresses.map((address) => callKey(chatRequest(), address))).size).toBe(addresses.length);
  });

  it("holds the options of a connection, in whatever order they stand", () => {
    const keyWith = (options?: Readonly<Record<string, unknown>>) =>
      callKey(chatRequest(), options === undefined ? wire : { ...wire, options });
    const [first, ...others] = [
      { top_p: 0.5, stop: ["a", "b"], extra: { deep: 1, er: 2 } },
      { top_p: 0.6, stop: ["a", "b"], extra: { deep: 1, er: 2 } },
      { top_p: 0.5, stop: ["b", "a"], extra: { deep: 1, er: 2 } },
      { top_p: 0.5, stop: ["a", "b"], extra: { deep: 2, er: 1 } },
      { top_p: 0.5 },
    ].map(keyWith);
    expect(new Set([first, ...others, keyWith()]).size).toBe(others.length + 2);
    expect(keyWith({ extra: { er: 2, deep: 1 }, stop: ["a", "b"], top_p: 0.5 })).toBe(first);
    expect(keyWith({})).toBe(keyWith());
  });

  it("is, without options, the one by which earlier versions kept their answers", () => {
    expect(callKey(chatRequest(), { ...wire, server: "a:1" })).toBe(
      "136ece3bd20a0c6a901f46803e41167226ef1f83a2cf5c6d8b493366c9896067",
    );
  });

  it("covers all that the offline model reads of a request", () => {
    const offlineWire = { ...wire, identity: { provider: "offline", model: "in-context" } };
    const changes: Partial<ChatRequest>[] = [
      {},
      { inputs: { message: "another" } },
      { heard: ["Hi."] },
      { rejected: [{ text: "draft", reason: "why" }] },
      { rejected: [{ text: "another draft", reason: "why" }] },
    ];
    expect(new Set(changes.map((change) => callKey(chatRequest(change), offlineWire))).size).toBe(changes.length);
  });

  it("does not change with what no server is told", () => {
    const { demos } = chatRequest();
    const same = [
      chatRequest(),
      chatRequest({ heard: ["Hi."], inputs: {} }),
      chatRequest({ demos: demos.map((demo) => ({ ...demo, id: "renamed", similarity: 0, tags: ["x"] })) }),
    ];
    expect(new Set(same.map((one) => callKey(one, wire))).size).toBe(1);
  });
});
