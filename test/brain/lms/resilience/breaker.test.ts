import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decision } from "../../../../brain/core/decision.ts";
import { LmError, type LmErrorCode } from "../../../../brain/core/errors.ts";
import { createBreaker, type Pass } from "../../../../brain/lms/resilience/breaker.ts";
import { virtualTimers } from "../../../fixtures/virtual-timers.ts";

const fault = (code: LmErrorCode) => new LmError(code, `it was ${code}`, { retryable: true });

const setUp = ({ failures = 3, pause = 1000 } = {}) => {
  const timers = virtualTimers();
  const breaker = createBreaker({ failures, pause }, { who: "fake:m", timers });
  const told: Decision["decision"][] = [];
  const tell = ({ decision }: Omit<Decision, "lm">) => void told.push(decision);
  const admit = () => breaker.admit(tell);
  const fail = (code: LmErrorCode = "server") => admit().failed(fault(code));
  const isRefused = () => breaker.refusal()?.code === "unavailable";
  return { timers, breaker, told, admit, fail, isRefused };
};

describe("createBreaker", () => {
  it("refuses after so many faults in a row, and says for how long still", async () => {
    const { fail, isRefused, breaker, timers, told, admit } = setUp({ failures: 3, pause: 30_000 });
    for (let call = 0; call < 3; call++) {
      expect(isRefused()).toBe(false);
      fail();
    }
    expect(told).toEqual(["breaker-opened"]);
    await timers.advance(9_500);
    expect(breaker.refusal()).toMatchObject({ code: "unavailable", retryable: false });
    expect(breaker.refusal()?.message).toContain("21 s");
    expect(admit).toThrow(LmError);
  });

  it("says so where one fault is enough", () => {
    const { fail, breaker } = setUp({ failures: 1 });
    fail();
    expect(breaker.refusal()?.message).toContain("fake:m failed once (server)");
  });

  it("begins to count anew with each reply", () => {
    const { fail, admit, isRefused } = setUp({ failures: 2 });
    for (let round = 0; round < 5; round++) {
      fail();
      admit().ended();
    }
    expect(isRefused()).toBe(false);
  });

  it.each<[LmErrorCode, boolean]>([
    ["unreachable", true],
    ["timeout", true],
    ["server", true],
    ["malformed", true],
    ["empty", false],
    ["rejected", false],
    ["rate-limited", false],
    ["unauthorized", false],
    ["not-found", false],
    ["cut", false],
    ["refused", false],
    ["aborted", false],
    ["over-budget", false],
    ["unavailable", false],
  ])("takes %s for a sign that the server is unwell: %s", (code, expected) => {
    const { fail, isRefused } = setUp({ failures: 2 });
    fail(code);
    fail(code);
    expect(isRefused()).toBe(expected);
  });

  it("lets one call through after the pause, and the others once it has text", async () => {
    const { fail, admit, isRefused, timers, told } = setUp({ failures: 1 });
    fail();
    await timers.advance(1000);
    expect(isRefused()).toBe(false);
    const trial = admit();
    expect(isRefused()).toBe(true);
    trial.spoke();
    expect(isRefused()).toBe(false);
    expect(told).toEqual(["breaker-opened", "breaker-trial", "breaker-closed"]);
  });

  it("doubles its pause each time that the trial fails, up to five minutes, and begins small again after a reply", async () => {
    const { fail, admit, isRefused, timers } = setUp({ failures: 1, pause: 40_000 });
    fail();
    for (const pause of [40_000, 80_000, 160_000, 300_000, 300_000]) {
      await timers.advance(pause - 1);
      expect(isRefused()).toBe(true);
      await timers.advance(1);
      fail();
    }
    await timers.advance(300_000);
    admit().ended();
    fail();
    await timers.advance(40_000);
    expect(isRefused()).toBe(false);
  });

  it("keeps the doubled pause where the trial had text and broke all the same", async () => {
    const { fail, admit, isRefused, timers } = setUp({ failures: 1, pause: 1000 });
    fail();
    await timers.advance(1000);
    const trial = admit();
    trial.spoke();
    trial.failed(fault("unreachable"));
    await timers.advance(1999);
    expect(isRefused()).toBe(true);
    await timers.advance(1);
    expect(isRefused()).toBe(false);
  });

  it.each<[string, (trial: Pass) => void]>([
    ["was aborted", (trial) => trial.failed(fault("aborted"))],
    ["was left by its reader", (trial) => trial.left()],
    ["would have gone beyond a budget", (trial) => trial.failed(fault("over-budget"))],
  ])("lets the next call try at once where the trial %s", async (_, end) => {
    const { fail, admit, isRefused, timers } = setUp({ failures: 1 });
    fail();
    await timers.advance(1000);
    end(admit());
    expect(isRefused()).toBe(false);
    admit().ended();
    admit();
    expect(isRefused()).toBe(false);
  });

  it("opens again at once where the trial fails, whatever calls that began before it do", async () => {
    const { fail, admit, isRefused, timers } = setUp({ failures: 1 });
    const [early, late] = [admit(), admit()];
    fail();
    await timers.advance(1000);
    const trial = admit();
    early.ended();
    late.failed(fault("server"));
    expect(isRefused()).toBe(true);
    trial.failed(fault("server"));
    await timers.advance(1000);
    expect(isRefused()).toBe(true);
    await timers.advance(1000);
    expect(isRefused()).toBe(false);
  });

  it("does not care about a wall clock that jumps", async () => {
    const { fail, isRefused, timers } = setUp({ failures: 1 });
    fail();
    timers.jump(86_400_000);
    expect(isRefused()).toBe(true);
    timers.jump(-2 * 86_400_000);
    await timers.advance(1000);
    expect(isRefused()).toBe(false);
  });

  it("never refuses where it is switched off", () => {
    const { fail, isRefused } = setUp({ failures: 0 });
    for (let call = 0; call < 50; call++) fail();
    expect(isRefused()).toBe(false);
  });

  it("has never two trials at a time, and is never stuck, whatever calls do", async () => {
    const step = fc.oneof(
      fc.constantFrom("begin" as const, "wait" as const),
      fc.record({ call: fc.nat(20), end: fc.constantFrom("spoke", "ended", "server", "aborted", "left") }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { admit, isRefused, timers, told } = setUp({ failures: 2, pause: 10 });
        const open: { pass: Pass; isTrial: boolean; isDecided: boolean }[] = [];
        for (const each of steps) {
          if (each === "wait") await timers.advance(10);
          else if (each === "begin") {
            if (isRefused()) continue;
            const before = told.filter((decision) => decision === "breaker-trial").length;
            const pass = admit();
            const isTrial = told.filter((decision) => decision === "breaker-trial").length > before;
            open.push({ pass, isTrial, isDecided: false });
          } else {
            const call = open[each.call % Math.max(1, open.length)];
            if (call === undefined) continue;
            const { pass } = call;
            call.isDecided = true;
            if (each.end === "spoke") pass.spoke();
            else if (each.end === "ended") pass.ended();
            else if (each.end === "left") pass.left();
            else pass.failed(fault(each.end === "server" ? "server" : "aborted"));
          }
          const trials = open.filter(({ isTrial, isDecided }) => isTrial && !isDecided);
          expect(trials.length).toBeLessThanOrEqual(1);
          if (trials.length === 1) expect(isRefused()).toBe(true);
        }
        for (const { pass } of open) pass.left();
        await timers.advance(600_000);
        expect(isRefused()).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});
