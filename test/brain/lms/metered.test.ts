import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError, LmError } from "../../../brain/core/errors.ts";
import type { ModelConnection } from "../../../brain/core/ports.ts";
import type { Price } from "../../../brain/core/spend.ts";
import { accounted } from "../../../brain/lms/accounted.ts";
import { cached } from "../../../brain/lms/cached.ts";
import { type Meter, meter } from "../../../brain/lms/metered.ts";
import { offline } from "../../../brain/lms/offline.ts";
import { worstPromptTokens } from "../../../brain/lms/worst-tokens.ts";
import { estimateRequestTokens, estimateTokens } from "../../../brain/text/estimate-tokens.ts";
import { collect, faultOf, modelConnectionContract } from "../../contracts/model-connection.ts";
import { chatRequest } from "../../fixtures/chat-request.ts";
import { memoryCalls } from "../../fixtures/memory-calls.ts";
import { memoryLedger } from "../../fixtures/memory-ledger.ts";
import { scripted } from "./scripted.ts";

modelConnectionContract("a metered connection", async () => ({
  connection: metered(meter(), offline({ openQuestions: [{ text: "What else?" }] })),
}));

/** A cent for a hundred tokens, either way: US dollars a million. */
const price = { prompt: 100, completion: 100 };
const request = chatRequest({ maxTokens: 100 });

/** A connection as a run has it, but for its retries. */
function metered(counted: Meter, single: ModelConnection, of: Price | undefined = price): ModelConnection {
  return counted.wrap(accounted(single, { ledger: counted.around(memoryLedger()), role: "reply", price: of }));
}

describe("a meter", () => {
  it("counts calls and tokens of all its connections, and what they cost", async () => {
    const counted = meter();
    await collect(
      metered(
        counted,
        scripted(() => ["Hello."]),
      ),
    );
    await collect(
      metered(
        counted,
        scripted(() => ["Hello."]),
      ),
    );
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
    const ledger = counted.around(memoryLedger());
    await collect(
      accounted(
        scripted(() => ["Hello."]),
        { ledger, role: "reply", price: undefined },
      ),
    );
    expect(counted.spent()).not.toHaveProperty("cost");
    expect(counted.spent()).toMatchObject({ promptTokens: 100, completionTokens: 20 });
  });

  it("refuses the call beyond the last one before it is made", async () => {
    const lm = scripted(() => ["Hello."]);
    const counted = meter({ maxCalls: 2 });
    const connection = metered(counted, lm);
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
    const connection = metered(meter({ maxCalls: 3 }), lm);
    const ends = await Promise.allSettled(Array.from({ length: 10 }, () => collect(connection)));
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect(lm.asked).toHaveLength(3);
  });

  it.each([{ maxCalls: 0 }, { maxCost: 0 }])("makes no call on a budget of zero: %o", async (limits) => {
    const lm = scripted(() => ["Hello."]);
    const counted = meter(limits);
    expect(await faultOf(collect(metered(counted, lm)))).toMatchObject({ code: "over-budget" });
    expect(lm.asked).toHaveLength(0);
    expect(counted.exceeded()).toBe(true);
  });

  it("never spends more than the highest cost, whatever is asked at once", async () => {
    const worst = ((worstPromptTokens(request) + 100) * 100) / 1e6;
    const lm = scripted(() => ["Hello."]);
    const counted = meter({ maxCost: 2.5 * worst });
    const connection = metered(counted, lm);
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
      const counted = meter({ maxCost: 0.2 });
      const connection = metered(counted, lm);
      while (!counted.exceeded()) {
        await Promise.allSettled(Array.from({ length: atOnce }, () => collect(connection, said)));
      }
      expect(counted.spent().cost).toBeLessThanOrEqual(0.2);
      expect(counted.spent().calls).toBeGreaterThan(1);
    }
  });

  it("takes all calls to be as bad as the worst one so far, where a server counts more than was thought", async () => {
    const counted = meter({ maxCost: 1 });
    const connection = metered(counted, {
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
    const connection = metered(meter({ maxCost: 2.5 * worst }), lm);
    for (let call = 0; call < 9; call++) await collect(connection, request).catch(() => {});
    expect(lm.asked).toHaveLength(2);
  });

  it("frees what a call was estimated at when it came cheaper", async () => {
    const worst = ((worstPromptTokens(request) + 100) * 100) / 1e6;
    const lm = scripted(() => ["Hello."]);
    const counted = meter({ maxCost: 0.024 + worst });
    const connection = metered(counted, lm);
    for (let call = 0; call < 3; call++) await collect(connection, request);
    await faultOf(collect(connection, request));
    expect(counted.spent().cost).toBeLessThanOrEqual(0.024 + worst);
  });

  it("estimates the tokens of a call that broke or was left early", async () => {
    for (const how of ["break", "leave"]) {
      const broken = new LmError("server", "broken", { retryable: false });
      const counted = meter();
      const connection = metered(
        counted,
        scripted(() => (how === "break" ? ["Half a", broken] : ["Half a", "reply"])),
      );
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
    await faultOf(
      collect(
        metered(
          counted,
          scripted(() => [refusal]),
        ),
      ),
    );
    expect(counted.spent()).toMatchObject({ calls: 1, promptTokens: 0, completionTokens: 0 });
  });

  it("does not count what a cache around it gives again", async () => {
    const counted = meter({ maxCalls: 1 });
    const connection = cached(
      metered(
        counted,
        scripted(() => ["Hello."]),
      ),
      {
        cache: memoryCalls(),
        read: "own",
        clock: { elapsed: () => 0 },
        onHit: counted.countHit,
      },
    );
    for (let call = 0; call < 3; call++) await collect(connection);
    expect(counted.spent()).toMatchObject({ calls: 1, promptTokens: 100, completionTokens: 20, cachedCalls: 2 });
    expect(counted.exceeded()).toBe(false);
  });

  it("holds each call by its own price, whoever is asked, and an embedder as well", async () => {
    const counted = meter({ maxCost: 1 });
    const ledger = counted.around(memoryLedger());
    const cheap = metered(
      counted,
      scripted(() => ["Hello."]),
      { prompt: 0.1, completion: 0.1 },
    );
    const dear = metered(
      counted,
      scripted(() => ["calm"]),
      { prompt: 10_000, completion: 10_000 },
    );
    await collect(cheap, request);
    expect(await faultOf(collect(dear, request))).toMatchObject({ code: "over-budget" });
    await collect(cheap, request);
    const texts = { account: { command: "eval" }, role: "embed", provider: "together", model: "e" } as const;
    const tokens = { promptTokens: 1000, completionTokens: 0 };
    const reservation = await ledger.reserve(texts, { ...tokens, cost: 0.9 });
    await expect(ledger.reserve(texts, { ...tokens, cost: 0.9 })).rejects.toMatchObject({ code: "over-budget" });
    await reservation.settle({ ...tokens, cost: 0.5, isEstimated: false });
    await reservation.settle({ ...tokens, cost: 0.5, isEstimated: false });
    expect(counted.spent()).toMatchObject({ calls: 2, promptTokens: 200, cost: expect.closeTo(0.500024, 9) });
    await (await ledger.reserve(texts, { ...tokens, cost: 0.4 })).release();
    await (await ledger.reserve(texts, { ...tokens, cost: 0.4 })).release();
  });

  it("refuses what nobody knows the price of, where a cost is capped", async () => {
    const lm = scripted(() => ["Hello."]);
    const ledger = meter({ maxCost: 1 }).around(memoryLedger());
    const fault = await faultOf(collect(accounted(lm, { ledger, role: "reply", price: undefined })));
    expect(fault).toMatchObject({ code: "over-budget", message: expect.stringContaining("what scripted:one charges") });
    expect(lm.asked).toHaveLength(0);
  });

  it("gives back what it held where the ledger refuses", async () => {
    const refusing = memoryLedger({ budgets: { soft: 0.8, day: { tokens: 10 } } });
    const counted = meter({ maxCost: 1 });
    const connection = counted.wrap(
      accounted(
        scripted(() => ["Hello."]),
        { ledger: counted.around(refusing), role: "reply", price },
      ),
    );
    for (let call = 0; call < 200; call++) await faultOf(collect(connection, request));
    expect(counted.exceeded()).toBe(false);
    expect(counted.spent()).toMatchObject({ calls: 0, cost: 0 });
  });

  it("never lets calls come to more than the cap, whatever they cost and however they end", async () => {
    const call = fc.record({
      worst: fc.double({ min: 0, max: 2, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      end: fc.constantFrom("settled", "estimated", "released"),
      place: fc.nat(9),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 40 }), async (calls) => {
        const counted = meter({ maxCost: 3 });
        const ledger = counted.around(memoryLedger());
        const about = { account: { command: "eval" }, role: "reply", provider: "p", model: "m" } as const;
        const tokens = { promptTokens: 1, completionTokens: 1 };
        const open: { end(): Promise<void> }[] = [];
        let bill = 0;
        for (const { worst, share, end, place } of calls) {
          const held = await ledger.reserve(about, { ...tokens, cost: worst }).catch(() => undefined);
          if (held !== undefined) {
            open.push({
              async end() {
                if (end === "released") return held.release();
                // What nobody told may have been the worst.
                bill += end === "estimated" ? worst : share * worst;
                await held.settle({ ...tokens, cost: share * worst, isEstimated: end === "estimated" });
              },
            });
          }
          await open.splice(place, 1)[0]?.end();
        }
        for (const one of open) await one.end();
        expect(bill).toBeLessThanOrEqual(3 + 1e-9);
        expect(counted.spent().cost).toBeLessThanOrEqual(bill + 1e-9);
      }),
      { numRuns: 200 },
    );
  });

  it("says which limit is none", () => {
    expect(() => meter({ maxCalls: -1 })).toThrow(/most calls is -1/);
    expect(() => meter({ maxCalls: Number.NaN })).toThrow(InputError);
  });
});
