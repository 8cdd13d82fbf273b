import { describe, expect, it } from "vitest";
import { InputError, LmError } from "../../../brain/core/errors.ts";
import type { ModelConnection } from "../../../brain/core/ports.ts";
import { cached } from "../../../brain/lms/cached.ts";
import { meter } from "../../../brain/lms/metered.ts";
import { offline } from "../../../brain/lms/offline.ts";
import { worstPromptTokens } from "../../../brain/lms/worst-tokens.ts";
import { estimateRequestTokens, estimateTokens } from "../../../brain/text/estimate-tokens.ts";
import { collect, faultOf, modelConnectionContract } from "../../contracts/model-connection.ts";
import { chatRequest } from "../../fixtures/chat-request.ts";
import { memoryCalls } from "../../fixtures/memory-calls.ts";
import { scripted } from "./scripted.ts";

modelConnectionContract("a metered connection", async () => ({
  connection: meter().wrap(offline({ openQuestions: [{ text: "What else?" }] })),
}));

/** A cent for a hundred tokens, either way. */
const prices = { promptPerMillion: 100, completionPerMillion: 100 };
const request = chatRequest({ maxTokens: 100 });

describe("a meter", () => {
  it("counts calls and tokens of all its connections, and what they cost", async () => {
    const counted = meter({ prices });
    await collect(counted.wrap(scripted(() => ["Hello."])));
    await collect(counted.wrap(scripted(() => ["Hello."])));
    expect(counted.spent()).toEqual({
      calls: 2,
      promptTokens: 200,
      completionTokens: 40,
      cost: expect.closeTo(0.024, 9),
      cachedCalls: 0,
    });
    expect(counted.exceeded()).toBe(false);
  });

  it("tells no cost where no price is known", async () => {
    const counted = meter();
    await collect(counted.wrap(scripted(() => ["Hello."])));
    expect(counted.spent()).not.toHaveProperty("cost");
  });

  it("refuses the call beyond the last one before it is made", async () => {
    const lm = scripted(() => ["Hello."]);
    const counted = meter({ maxCalls: 2 });
    const connection = counted.wrap(lm);
    await collect(connection);
    await collect(connection);
    expect(counted.exceeded()).toBe(false);
    const fault = await faultOf(collect(connection));
    expect(fault).toMatchObject({ code: "over-budget", retryable: false });
    expect(fault.message).toContain("2 of 2 calls");
    expect(fault.message).toContain("--resume");
    expect(lm.asked).toHaveLength(2);
    expect(counted.spent().calls).toBe(2);
    expect(counted.exceeded()).toBe(true);
  });

  it("counts the calls under way", async () => {
    const lm = scripted(() => ["Hello."]);
    const connection = meter({ maxCalls: 3 }).wrap(lm);
    const ends = await Promise.allSettled(Array.from({ length: 10 }, () => collect(connection)));
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect(lm.asked).toHaveLength(3);
  });

  it.each([{ maxCalls: 0 }, { maxCost: 0, prices }])("makes no call on a budget of zero: %o", async (limits) => {
    const lm = scripted(() => ["Hello."]);
    const counted = meter(limits);
    expect(await faultOf(collect(counted.wrap(lm)))).toMatchObject({ code: "over-budget" });
    expect(lm.asked).toHaveLength(0);
    expect(counted.exceeded()).toBe(true);
  });

  it("never spends more than the highest cost, whatever is asked at once", async () => {
    const worst = ((worstPromptTokens(request) + 100) * 100) / 1e6;
    const lm = scripted(() => ["Hello."]);
    const counted = meter({ prices, maxCost: 2.5 * worst });
    const connection = counted.wrap(lm);
    const ends = await Promise.allSettled(Array.from({ length: 10 }, () => collect(connection, request)));
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    const refused = ends.find((end) => end.status === "rejected");
    expect(refused?.reason).toMatchObject({
      code: "over-budget",
      message: expect.stringMatching(/\$0\.00 of \$0\.0\d+ and up to \$0\.0\d+ under way/),
    });
  });

  it.each([
    ["Chinese", "我今天真的很想跟你说话".repeat(40), (text: string) => text.length],
    ["emoji", "🫠".repeat(200), (text: string) => text.length],
    ["plain English", "I really want to talk to you today. ".repeat(20), (text: string) => text.length / 4],
  ])("stays below the cap with %s, one by one and at once", async (_, message, tokensOf) => {
    const said = chatRequest({ system: "", demos: [], history: [], message, maxTokens: 10 });
    const lm: ModelConnection = {
      identity: { provider: "scripted", model: "one" },
      canJudge: true,
      async *chat() {
        yield { type: "text", text: "ok" };
        yield { type: "usage", promptTokens: tokensOf(message), completionTokens: 10 };
      },
    };
    for (const atOnce of [1, 16]) {
      const counted = meter({ prices, maxCost: 0.2 });
      const connection = counted.wrap(lm);
      while (!counted.exceeded()) {
        await Promise.allSettled(Array.from({ length: atOnce }, () => collect(connection, said)));
      }
      expect(counted.spent().cost).toBeLessThanOrEqual(0.2);
      expect(counted.spent().calls).toBeGreaterThan(1);
    }
  });

  it("takes all calls to be as bad as the worst one so far, where a server counts more than was thought", async () => {
    const counted = meter({ prices, maxCost: 1 });
    const connection = counted.wrap({
      ...scripted(() => []),
      async *chat(asked) {
        yield { type: "text", text: "ok" };
        yield { type: "usage", promptTokens: 3 * worstPromptTokens(asked), completionTokens: 1 };
      },
    });
    while (!counted.exceeded()) await collect(connection, request).catch(() => {});
    expect(counted.spent().cost).toBeGreaterThan(0.8);
    expect(counted.spent().cost).toBeLessThanOrEqual(1);
  });

  it("holds the worst of a call against the cap where nobody told its tokens", async () => {
    const worst = ((worstPromptTokens(request) + 100) * 100) / 1e6;
    const broken = new LmError("server", "broken", { retryable: false });
    const lm = scripted(() => ["Half a", broken]);
    const connection = meter({ prices, maxCost: 2.5 * worst }).wrap(lm);
    for (let call = 0; call < 9; call++) await collect(connection, request).catch(() => {});
    expect(lm.asked).toHaveLength(2);
  });

  it("frees what a call was estimated at when it came cheaper", async () => {
    const worst = ((worstPromptTokens(request) + 100) * 100) / 1e6;
    const lm = scripted(() => ["Hello."]);
    const counted = meter({ prices, maxCost: 0.024 + worst });
    const connection = counted.wrap(lm);
    for (let call = 0; call < 3; call++) await collect(connection, request);
    await faultOf(collect(connection, request));
    expect(counted.spent().cost).toBeLessThanOrEqual(0.024 + worst);
  });

  it("estimates the tokens of a call that broke or was left early", async () => {
    for (const how of ["break", "leave"]) {
      const broken = new LmError("server", "broken", { retryable: false });
      const counted = meter();
      const connection = counted.wrap(scripted(() => (how === "break" ? ["Half a", broken] : ["Half a", "reply"])));
      try {
        for await (const _ of connection.chat(request, {})) if (how === "leave") break;
      } catch {
        // as planned
      }
      expect(counted.spent()).toMatchObject({
        calls: 1,
        promptTokens: estimateRequestTokens(request),
        completionTokens: estimateTokens("Half a"),
      });
    }
  });

  it("counts no tokens for a call that the server refused", async () => {
    const counted = meter();
    const refusal = new LmError("rate-limited", "later", { retryable: false });
    await faultOf(collect(counted.wrap(scripted(() => [refusal]))));
    expect(counted.spent()).toMatchObject({ calls: 1, promptTokens: 0, completionTokens: 0 });
  });

  it("does not count what a cache around it gives again", async () => {
    const counted = meter({ maxCalls: 1 });
    const connection = cached(counted.wrap(scripted(() => ["Hello."])), {
      cache: memoryCalls(),
      read: "own",
      clock: { elapsed: () => 0 },
      onHit: counted.countHit,
    });
    for (let call = 0; call < 3; call++) await collect(connection);
    expect(counted.spent()).toMatchObject({ calls: 1, promptTokens: 100, completionTokens: 20, cachedCalls: 2 });
    expect(counted.exceeded()).toBe(false);
  });

  it("says what is missing for a cap of cost, and which limit is none", () => {
    expect(() => meter({ maxCost: 1 })).toThrow(InputError);
    expect(() => meter({ maxCalls: -1 })).toThrow(/most calls is -1/);
    expect(() => meter({ maxCalls: Number.NaN })).toThrow(InputError);
  });
});
