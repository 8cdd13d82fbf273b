import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Counted, createRateWindow, type RateLimits } from "../../../../brain/lms/resilience/rate-window.ts";
import type { Timers } from "../../../../brain/lms/timers.ts";
import { settle, virtualTimers } from "../../../fixtures/virtual-timers.ts";

const setUp = (limits: RateLimits, change: (timers: Timers) => Timers = (timers) => timers) => {
  const timers = virtualTimers();
  const rate = createRateWindow(limits, { who: "fake:m", timers: change(timers) });
  const served: { number: number; at: number; tokens: number; counted: Counted }[] = [];
  const faults = new Map<number, unknown>();
  const waits: number[] = [];
  const ask = (
    number: number,
    tokens = 1,
    { signal, longestWait = 30_000 }: { signal?: AbortSignal; longestWait?: number } = {},
  ) =>
    rate.take({ tokens, signal, longestWait, onWait: (ms) => waits.push(ms) }).then(
      (counted) => void served.push({ number, at: timers.elapsed(), tokens, counted }),
      (error: unknown) => void faults.set(number, error),
    );
  return { timers, rate, served, faults, waits, ask };
};

describe("createRateWindow", () => {
  it("serves whoever waited, also by a clock that goes on between two readings of it", async () => {
    let readings = 0;
    const moving = (timers: Timers): Timers => ({ ...timers, elapsed: () => timers.elapsed() + ++readings / 1000 });
    const { ask, timers, served } = setUp({ requestsPerMinute: 1 }, moving);
    await ask(0);
    await timers.advance(31_000);
    void ask(1);
    await timers.advance(29_100);
    expect(served.map(({ number }) => number)).toEqual([0, 1]);
    expect(timers.pending()).toBe(0);
  });

  it("lets so many requests a minute through, and says how long the next one waits", async () => {
    const { ask, timers, served, waits } = setUp({ requestsPerMinute: 2 });
    await ask(0);
    await timers.advance(40_000);
    await ask(1);
    void ask(2);
    await settle();
    expect(waits).toEqual([20_000]);
    await timers.advance(19_999);
    expect(served).toHaveLength(2);
    await timers.advance(1);
    expect(served.map(({ at }) => at)).toEqual([0, 40_000, 60_000]);
    expect(timers.pending()).toBe(0);
  });

  it("refuses at once where the wait would be longer than half a minute", async () => {
    const { ask, faults, timers, served } = setUp({ requestsPerMinute: 1 });
    await ask(0);
    await timers.advance(29_000);
    await ask(1);
    expect(faults.get(1)).toMatchObject({ code: "unavailable", retryable: false });
    expect(String(faults.get(1))).toContain("31 s");
    await timers.advance(2000);
    void ask(2);
    await timers.advance(29_000);
    expect(served.map(({ number }) => number)).toEqual([0, 2]);
  });

  it("counts tokens as they were thought to be, until it is told what they came to", async () => {
    const { ask, served, timers } = setUp({ tokensPerMinute: 100 });
    await ask(0, 90);
    await timers.advance(45_000);
    void ask(1, 50);
    await settle();
    expect(served).toHaveLength(1);
    served[0]?.counted.correct(50);
    await settle();
    expect(served).toHaveLength(2);
    served[1]?.counted.correct(70);
    void ask(2, 1);
    await settle();
    expect(served).toHaveLength(2);
    await timers.advance(15_000);
    expect(served).toHaveLength(3);
  });

  it("lets a call that is larger than a minute's tokens through, alone", async () => {
    const { ask, served, timers } = setUp({ tokensPerMinute: 100 });
    await ask(0, 5);
    await timers.advance(40_000);
    void ask(1, 5000);
    await timers.advance(19_999);
    expect(served).toHaveLength(1);
    await timers.advance(1);
    expect(served).toHaveLength(2);
  });

  it("lets nobody through while the server asked for a pause, though it has no limits of its own", async () => {
    const { ask, rate, served, timers, faults } = setUp({});
    await ask(0);
    rate.hold(5000);
    void ask(1);
    void ask(2);
    await timers.advance(4999);
    expect(served).toHaveLength(1);
    rate.hold(40_000);
    await settle();
    expect([...faults.keys()]).toEqual([1, 2]);
    await ask(3);
    expect(faults.get(3)).toMatchObject({ code: "unavailable" });
    await timers.advance(40_000);
    await ask(4);
    expect(served.map(({ number }) => number)).toEqual([0, 4]);
  });

  it("serves the next one where the first in line is aborted", async () => {
    const { ask, served, faults, timers } = setUp({ tokensPerMinute: 100 });
    const controller = new AbortController();
    await ask(0, 80);
    await timers.advance(40_000);
    void ask(1, 90, { signal: controller.signal });
    void ask(2, 10);
    await settle();
    expect(served).toHaveLength(1);
    controller.abort();
    await settle();
    expect(faults.get(1)).toMatchObject({ code: "aborted" });
    expect(served.map(({ number }) => number)).toEqual([0, 2]);
    expect(timers.pending()).toBe(0);
  });

  it("never has more in any minute than its limits, and serves, refuses or aborts everyone, in order", async () => {
    const step = fc.record({
      wait: fc.constantFrom(0, 0, 10, 700, 9000),
      tokens: fc.integer({ min: 1, max: 60 }),
      abortsAfter: fc.option(fc.nat(5), { nil: undefined, freq: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 20, max: 120 }),
        fc.array(step, { maxLength: 40 }),
        async (requestsPerMinute, tokensPerMinute, steps) => {
          const { ask, served, faults, timers } = setUp({ requestsPerMinute, tokensPerMinute });
          const aborts: { at: number; controller: AbortController }[] = [];
          for (const [number, { wait, tokens, abortsAfter }] of steps.entries()) {
            const controller = new AbortController();
            if (abortsAfter !== undefined) aborts.push({ at: number + abortsAfter, controller });
            void ask(number, tokens, { signal: controller.signal });
            await timers.advance(wait);
            for (const abort of aborts) if (abort.at === number) abort.controller.abort();
          }
          await timers.advance(120_000);
          expect(served.length + faults.size).toBe(steps.length);
          expect(served.map(({ number }) => number)).toEqual(served.map(({ number }) => number).sort((a, b) => a - b));
          for (const { at } of served) {
            const minute = served.filter((each) => each.at > at - 60_000 && each.at <= at);
            expect(minute.length).toBeLessThanOrEqual(requestsPerMinute);
            const sum = minute.reduce((total, { tokens }) => total + Math.min(tokens, tokensPerMinute), 0);
            expect(sum).toBeLessThanOrEqual(tokensPerMinute);
          }
          expect(timers.pending()).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });
});
