import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LmError } from "../../../brain/core/errors.ts";
import { retrying } from "../../../brain/lms/retrying.ts";
import { fakeTimers } from "../../fixtures/fake-timers.ts";

const failing = (retryAfterMs?: number) =>
  new LmError("server", "it failed", { retryable: true, ...(retryAfterMs !== undefined && { retryAfterMs }) });

const broken = (error: Error): AsyncIterable<never> => ({
  [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
});

const run = async (random: () => number, error: LmError) => {
  const timers = fakeTimers({ random, fires: () => true });
  const drain = async () => {
    for await (const _ of retrying(() => broken(error), { timers, signal: undefined }));
  };
  await expect(drain()).rejects.toBeInstanceOf(LmError);
  return timers.slept;
};

describe("retrying", () => {
  it("pauses anywhere from nothing to 1 s, then to 2 s: full jitter", async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (chance) => {
        expect(await run(() => chance, failing())).toEqual([Math.round(chance * 1000), Math.round(chance * 2000)]);
      }),
    );
  });

  it("never comes back before the moment that the server named, nor much later", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (after, chance) => {
          for (const ms of await run(() => chance, failing(after))) {
            expect(ms).toBeGreaterThanOrEqual(after);
            expect(ms).toBeLessThanOrEqual(after + 250);
          }
        },
      ),
    );
  });

  it.each([
    ["a wait that is too long", { retryAfterMs: 120_000 }],
    ["its tries", {}],
  ])("ends after %s with the fault as it was: its code, and whether the server had begun", async (_, more) => {
    const error = new LmError("server", "it failed", { retryable: true, hasBegun: true, ...more });
    const parts = retrying(() => broken(error), { timers: fakeTimers(), signal: undefined });
    await expect(parts.next()).rejects.toMatchObject({ code: "server", hasBegun: true, ...more });
  });

  it("lets a programmer's error through as it is", async () => {
    const bug = new RangeError("a bug");
    const parts = retrying(() => broken(bug), { timers: fakeTimers(), signal: undefined });
    await expect(parts.next()).rejects.toBe(bug);
  });
});
