import { describe, expect, it } from "vitest";
import { patient } from "../../../brain/lms/patient.ts";
import { faultOf } from "../../contracts/model-connection.ts";
import { fakeTimers } from "../../fixtures/fake-timers.ts";

const patience = { firstToken: 700, betweenTokens: 300 };
const who = "Fake at host";

async function* count(to: number) {
  for (let next = 1; next <= to; next++) yield next;
}

describe("patient", () => {
  it("passes on what comes in time, however slowly it drips", async () => {
    const timers = fakeTimers({ fires: () => false });
    const seen: number[] = [];
    for await (const item of patient(() => count(3), { patience, timers, who, signal: undefined })) seen.push(item);
    expect(seen).toEqual([1, 2, 3]);
    expect(timers.slept).toEqual([700, 300, 300, 300]);
  });

  it("does not hold it against the server that the reader takes its time", async () => {
    const started: number[] = [];
    const timers = fakeTimers({ fires: () => false });
    const items = patient(() => count(2), { patience, timers, who, signal: undefined });
    await items.next();
    started.push(timers.slept.length);
    await new Promise((resolve) => setImmediate(resolve));
    started.push(timers.slept.length);
    expect(started).toEqual([1, 1]);
    await items.return(undefined);
  });

  it.each([
    ["first item", 0, 700, "Fake at host gave no answer within 0.7 s"],
    ["next item", 1, 300, "Fake at host fell silent for 0.3 s"],
  ])(
    "gives up on a source that is stuck before the %s, even one that ignores its signal",
    async (_, before, ms, told) => {
      let givenUp: AbortSignal | undefined;
      async function* stuck(signal: AbortSignal) {
        givenUp = signal;
        yield* count(before);
        await new Promise(() => {});
        yield 0;
      }
      const read = async () => {
        const timers = fakeTimers({ fires: (asked) => asked === ms });
        for await (const _ of patient(stuck, { patience, timers, who, signal: undefined }));
      };
      expect(await faultOf(read())).toMatchObject({ code: "timeout", message: told, retryable: true });
      expect(givenUp?.aborted).toBe(true);
    },
  );

  it("ends at once when its signal fires, even while the source is stuck", async () => {
    const controller = new AbortController();
    const stuck = () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) });
    const timers = fakeTimers({ fires: () => false });
    const items = patient(stuck, { patience, timers, who, signal: controller.signal });
    const fault = faultOf(items.next());
    controller.abort();
    expect(await fault).toMatchObject({ code: "aborted", retryable: false });
  });

  it("leaves no watch behind when the source has ended", async () => {
    const signals: AbortSignal[] = [];
    const sleep = (_: number, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<void>(() => {});
    };
    const timers = { ...fakeTimers(), sleep };
    for await (const _ of patient(() => count(2), { patience, timers, who, signal: undefined }));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
  });
});
