import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LmError } from "../../../../brain/core/errors.ts";
import { createSlots, type Release } from "../../../../brain/lms/resilience/slots.ts";
import { settle, virtualTimers } from "../../../fixtures/virtual-timers.ts";

const setUp = (most: number | undefined) => {
  const timers = virtualTimers();
  const slots = createSlots(most, { who: "fake:m", timers });
  const served: number[] = [];
  const releases = new Map<number, Release>();
  const faults = new Map<number, unknown>();
  const ask = (number: number, signal?: AbortSignal, longestWait = 30_000) =>
    slots.take(signal, longestWait).then(
      (release) => {
        served.push(number);
        releases.set(number, release);
      },
      (error: unknown) => void faults.set(number, error),
    );
  return { timers, served, releases, faults, ask };
};

describe("createSlots", () => {
  it("serves in the order of asking, one for each that is given back", async () => {
    const { served, releases, ask } = setUp(2);
    for (let number = 0; number < 5; number++) void ask(number);
    await settle();
    expect(served).toEqual([0, 1]);
    releases.get(1)?.();
    releases.get(1)?.();
    await settle();
    expect(served).toEqual([0, 1, 2]);
    releases.get(0)?.();
    void ask(9);
    await settle();
    expect(served).toEqual([0, 1, 2, 3]);
  });

  it("has no end where there is no limit", async () => {
    const { served, ask } = setUp(undefined);
    await Promise.all(Array.from({ length: 100 }, (_, number) => ask(number)));
    expect(served).toHaveLength(100);
  });

  it("refuses one that waited for half a minute, and one that will not wait", async () => {
    const { faults, ask, timers, releases, served } = setUp(1);
    await ask(0);
    void ask(1);
    await ask(2, undefined, 0);
    expect(faults.get(2)).toMatchObject({ code: "unavailable", retryable: false });
    await timers.advance(29_999);
    expect(faults.has(1)).toBe(false);
    await timers.advance(1);
    expect(faults.get(1)).toMatchObject({ code: "unavailable" });
    releases.get(0)?.();
    await ask(3);
    expect(served).toEqual([0, 3]);
    expect(timers.pending()).toBe(0);
  });

  it("loses no slot where a caller is aborted in the moment in which it is served", async () => {
    const { ask, releases, served, faults } = setUp(1);
    await ask(0);
    const controller = new AbortController();
    void ask(1, controller.signal);
    void ask(2);
    releases.get(0)?.();
    controller.abort();
    await settle();
    releases.get(1)?.();
    await settle();
    expect([...served, ...faults.keys()].sort()).toEqual([0, 1, 2]);
    expect(served).toContain(2);
  });

  it("never has more than its limit at a time, and serves or aborts everyone, in order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.tuple(fc.constantFrom("ask", "ask", "give back", "abort"), fc.nat(30)), { maxLength: 60 }),
        async (most, steps) => {
          const { ask, served, releases, faults } = setUp(most);
          const controllers: AbortController[] = [];
          const out = new Set<number>();
          for (const [step, which] of steps) {
            if (step === "ask") {
              const controller = new AbortController();
              controllers.push(controller);
              void ask(controllers.length - 1, controller.signal);
            } else if (step === "abort") controllers[which % Math.max(1, controllers.length)]?.abort();
            else {
              const number = served.filter((each) => !out.has(each))[0];
              if (number === undefined) continue;
              out.add(number);
              releases.get(number)?.();
            }
            await settle();
            expect(served.length - out.size).toBeLessThanOrEqual(most);
          }
          for (let left = controllers.length; left > 0; left--) {
            for (const number of served) {
              out.add(number);
              releases.get(number)?.();
            }
            await settle();
          }
          expect(served.length + faults.size).toBe(controllers.length);
          expect(served).toEqual([...served].sort((a, b) => a - b));
          for (const error of faults.values()) expect(error).toMatchObject({ code: "aborted" });
        },
      ),
      { numRuns: 40 },
    );
  });

  it("takes nothing for a call that was aborted before", async () => {
    const { ask, faults } = setUp(1);
    await ask(0, AbortSignal.abort());
    expect(faults.get(0)).toBeInstanceOf(LmError);
    await ask(1);
    expect(faults.size).toBe(1);
  });
});
