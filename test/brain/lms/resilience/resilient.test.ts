import { describe, expect, it } from "vitest";
import type { Decision } from "../../../../brain/core/decision.ts";
import { LmError, type LmErrorCode } from "../../../../brain/core/errors.ts";
import type { CallOptions, ChatPart, Pause } from "../../../../brain/core/ports.ts";
import { createConnectionState } from "../../../../brain/lms/resilience/connection-state.ts";
import { defaultResilience, type Resilience } from "../../../../brain/lms/resilience/resilience.ts";
import { resilient } from "../../../../brain/lms/resilience/resilient.ts";
import { faultOf, modelConnectionContract, textOf } from "../../../contracts/model-connection.ts";
import { chatRequest } from "../../../fixtures/chat-request.ts";
import { type InMemoryLm, inMemoryLm, type Step, usage } from "../../../fixtures/in-memory-lm.ts";
import { settle, virtualTimers } from "../../../fixtures/virtual-timers.ts";

const fault = (code: LmErrorCode, more: { retryable?: boolean; retryAfterMs?: number } = {}) =>
  new LmError(code, `it was ${code}`, { retryable: true, ...more });
const never = () => new Promise<never>(() => {});

type Heard = { parts: ChatPart[]; decisions: Decision[]; pauses: Pause[]; fault?: unknown; isOver: boolean };

const setUp = (script: (call: number) => readonly Step[], settings: Partial<Resilience> = {}) => {
  const timers = virtualTimers();
  const single = inMemoryLm(script);
  const state = createConnectionState({ ...defaultResilience, ...settings }, { lm: "fake:m", timers });
  const lm = resilient(single, state);
  const ask = (options: CallOptions = {}): Heard => {
    const heard: Heard = { parts: [], decisions: [], pauses: [], isOver: false };
    const read = async () => {
      const parts = lm.chat(chatRequest(), {
        ...options,
        onDecision: (decision) => heard.decisions.push(decision),
        onPause: (pause) => heard.pauses.push(pause),
      });
      for await (const part of parts) heard.parts.push(part);
    };
    void read()
      .catch((error: unknown) => {
        heard.fault = error;
      })
      .finally(() => {
        heard.isOver = true;
      });
    return heard;
  };
  return { timers, single, state, lm, ask };
};
const names = ({ decisions }: Heard) => decisions.map(({ decision }) => decision);

modelConnectionContract("a resilient connection", async () => ({
  connection: setUp((call) => [`reply ${call % 1}`, " and more", usage]).lm,
}));

describe("resilient", () => {
  it("asks again after the pause that a server asks for, unless somebody else can be asked sooner", async () => {
    const busy = fault("rate-limited", { retryAfterMs: 10_000 });
    const alone = setUp((call) => (call === 0 ? [busy] : ["Yes.", usage]));
    const heard = alone.ask();
    await alone.timers.advance(11_000);
    expect(textOf(heard.parts)).toBe("Yes.");
    const inLine = setUp(() => [busy]);
    const passed = inLine.ask({ longestWait: 3000 });
    await settle();
    expect(passed).toMatchObject({ isOver: true, fault: { code: "rate-limited", retryable: false }, pauses: [] });
    // The hold counts for the next call, too.
    const next = inLine.ask({ longestWait: 3000 });
    await settle();
    expect(next).toMatchObject({ isOver: true, fault: { code: "unavailable" } });
    expect(inLine.single.calls).toHaveLength(1);
  });

  it("adds nothing where nothing goes wrong", async () => {
    const { ask, single, timers } = setUp(() => ["one ", "two", usage]);
    const account = { command: "test" };
    const heard = ask({ account });
    await settle();
    expect(heard).toMatchObject({ parts: [{ text: "one " }, { text: "two" }, usage], decisions: [], pauses: [] });
    expect(single.calls[0]?.options.account).toBe(account);
    expect(timers.pending()).toBe(0);
  });

  it("asks again after a fault, with full jitter, and tells each pause and how often it tried", async () => {
    const { ask, timers, single } = setUp(() => [fault("server")], { retries: 3 });
    const heard = ask();
    await timers.advance(500 + 1000 + 2000);
    expect(heard.pauses.map(({ attempt, attempts, ms }) => [attempt, attempts, ms])).toEqual([
      [2, 4, 500],
      [3, 4, 1000],
      [4, 4, 2000],
    ]);
    expect(single.calls).toHaveLength(4);
    expect(heard.fault).toMatchObject({ code: "server", retryable: true, message: "it was server (tried 4 times)" });
  });

  it("asks once where no retries were set", async () => {
    const { ask, single } = setUp(() => [fault("server")], { retries: 0 });
    const heard = ask();
    await settle();
    expect(single.calls).toHaveLength(1);
    expect(heard.fault).toMatchObject({ message: "it was server" });
  });

  it("gives the usage of the try that ended the call, also before its fault", async () => {
    const failing = setUp(() => [usage, fault("empty")], { retries: 1 });
    const heard = failing.ask();
    await failing.timers.advance(5000);
    expect(heard.parts).toEqual([usage]);
    const mended = setUp((call) => (call === 0 ? [usage, fault("empty")] : ["hi", usage]));
    const second = mended.ask();
    await mended.timers.advance(5000);
    expect(second.parts.map(({ type }) => type)).toEqual(["text", "usage"]);
  });

  it("never asks again once text came", async () => {
    const { ask, single, timers } = setUp(() => ["half a ", fault("unreachable")]);
    const heard = ask();
    await timers.advance(10_000);
    expect(single.calls).toHaveLength(1);
    expect(heard.fault).toMatchObject({ code: "unreachable", retryable: false });
  });

  it("passes a server that keeps failing over, and tries it again later", async () => {
    let isWell = false;
    const { ask, single, timers } = setUp(() => (isWell ? ["back", usage] : [fault("unreachable")]), {
      retries: 0,
      breaker: { failures: 3, pause: 30_000 },
    });
    for (let call = 0; call < 2; call++) ask();
    await settle();
    const third = ask();
    await settle();
    expect(names(third)).toEqual(["breaker-opened"]);
    expect(third.decisions[0]).toMatchObject({ lm: "fake:m", ms: 30_000 });
    const fourth = ask();
    await settle();
    expect(names(fourth)).toEqual(["skipped"]);
    expect(fourth.fault).toMatchObject({ code: "unavailable", retryable: false });
    expect(single.calls).toHaveLength(3);
    isWell = true;
    await timers.advance(30_000);
    const fifth = ask();
    await settle();
    expect(names(fifth)).toEqual(["breaker-trial", "breaker-closed"]);
    expect(textOf(fifth.parts)).toBe("back");
  });

  it("retries no further once the breaker is open, and tells the fault that opened it", async () => {
    const { ask, single, timers } = setUp(() => [fault("server")], {
      retries: 5,
      breaker: { failures: 2, pause: 1000 },
    });
    const heard = ask();
    await timers.advance(600);
    expect(heard.isOver).toBe(true);
    expect(heard.fault).toMatchObject({ code: "server", message: "it was server (tried 2 times)" });
    expect(single.calls).toHaveLength(2);
    expect(names(heard)).toEqual(["breaker-opened"]);
  });

  it.each<[string, (lm: ReturnType<typeof setUp>) => Promise<void>]>([
    [
      "is aborted",
      async ({ ask }) => {
        const controller = new AbortController();
        const heard = ask({ signal: controller.signal });
        await settle();
        controller.abort();
        await settle();
        expect(heard.fault).toMatchObject({ code: "aborted" });
      },
    ],
    [
      "loses its reader after some text",
      async ({ lm }) => {
        for await (const _ of lm.chat(chatRequest(), {})) break;
      },
    ],
  ])("is not stuck where the one call that tries again %s", async (title, leave) => {
    const isReader = title.startsWith("loses");
    const under = setUp(
      (call) =>
        call === 0 ? [fault("server")] : call === 1 ? [...(isReader ? ["text"] : []), never()] : ["fine", usage],
      { retries: 0, breaker: { failures: 1, pause: 1000 } },
    );
    under.ask();
    await under.timers.advance(1000);
    await leave(under);
    const heard = under.ask();
    await settle();
    expect(textOf(heard.parts)).toBe("fine");
  });

  it("has no more calls under way than it may, gives places back however a call ends, and tells who waited", async () => {
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { ask, single, lm, timers } = setUp(
      (call) =>
        call === 0 ? [gate, "slow", usage] : call === 1 ? [fault("rejected", { retryable: false })] : ["hi", usage],
      { limits: { concurrent: 1 } },
    );
    const heard = [ask(), ask(), ask()];
    await timers.advance(400);
    expect(single.calls).toHaveLength(1);
    go();
    await settle();
    expect(heard.map(({ isOver }) => isOver)).toEqual([true, true, true]);
    expect(heard[1]?.decisions).toMatchObject([{ decision: "queued", ms: 400 }]);
    for await (const _ of lm.chat(chatRequest(), {})) break;
    const last = ask();
    await settle();
    expect(textOf(last.parts)).toBe("hi");
  });

  it("waits where its minute is used up, and is passed over where that would take too long", async () => {
    const { ask, timers, single } = setUp(() => ["hi", usage], { limits: { requestsPerMinute: 1 } });
    ask();
    await timers.advance(35_000);
    const second = ask();
    const third = ask();
    await settle();
    expect(second.decisions).toMatchObject([{ decision: "throttled", ms: 25_000 }]);
    expect(third.fault).toMatchObject({ code: "unavailable" });
    expect(names(third)).toEqual(["skipped"]);
    await timers.advance(25_000);
    expect(textOf(second.parts)).toBe("hi");
    expect(single.calls).toHaveLength(2);
  });

  it("holds the tokens of a call against the minute until it knows what they came to", async () => {
    // The request is about 60 tokens, and up to 64 more in the answer; the server then counts 120.
    const { ask, single, timers } = setUp(() => ["hi", usage], { limits: { tokensPerMinute: 250 } });
    ask();
    ask();
    await settle();
    expect(single.calls).toHaveLength(2);
    await timers.advance(31_000);
    const third = ask();
    await settle();
    expect(third.decisions).toMatchObject([{ decision: "throttled", ms: 29_000 }]);
  });

  it("lets no other call through while the server asked for a pause", async () => {
    const { ask, single, timers } = setUp((call) =>
      call === 0 ? [fault("rate-limited", { retryAfterMs: 7000 })] : ["hi", usage],
    );
    const first = ask();
    await settle();
    const second = ask();
    await timers.advance(6999);
    expect(single.calls).toHaveLength(1);
    await timers.advance(200);
    expect([first, second].map(({ parts }) => textOf(parts))).toEqual(["hi", "hi"]);
    expect(first.pauses).toMatchObject([{ ms: 7125 }]);
    expect(second.decisions).toMatchObject([{ decision: "throttled", ms: 7000 }]);
  });

  it("asks a server that wanted a day of quiet again after five minutes", async () => {
    const { ask, single, timers } = setUp((call) =>
      call === 0 ? [fault("rate-limited", { retryAfterMs: 86_400_000 })] : ["hi", usage],
    );
    const first = ask();
    await settle();
    expect(first.fault).toMatchObject({ code: "rate-limited", retryable: false });
    await timers.advance(200_000);
    const second = ask();
    await settle();
    expect(second.fault).toMatchObject({ code: "unavailable" });
    await timers.advance(100_000);
    const third = ask();
    await settle();
    expect(textOf(third.parts)).toBe("hi");
    expect(single.calls).toHaveLength(2);
  });

  it("is no more patient or hasty for a wall clock that jumps", async () => {
    const { ask, timers } = setUp((call) => (call === 0 ? [fault("server")] : ["hi", usage]), {
      retries: 0,
      breaker: { failures: 1, pause: 10_000 },
      limits: { requestsPerMinute: 2 },
    });
    ask();
    await settle();
    timers.jump(3_600_000);
    const early = ask();
    await settle();
    expect(early.fault).toMatchObject({ code: "unavailable" });
    timers.jump(-7_200_000);
    await timers.advance(10_000);
    const late = ask();
    await settle();
    expect(textOf(late.parts)).toBe("hi");
  });

  describe("with hedging", () => {
    const hedging = (script: (call: number) => readonly Step[], settings: Partial<Resilience> = {}) =>
      setUp(script, { hedgeAfter: 2000, ...settings });
    const endings = (single: InMemoryLm) => single.calls.map(({ ended }) => ended);

    it("asks once where text comes in time", async () => {
      const { ask, single, timers } = hedging(() => ["hi", usage]);
      const heard = ask();
      await settle();
      expect(textOf(heard.parts)).toBe("hi");
      expect(single.calls).toHaveLength(1);
      expect(timers.pending()).toBe(0);
    });

    it("asks a second time where none does, gives the quicker answer and aborts the other", async () => {
      const { ask, single, timers } = hedging((call) => (call === 0 ? [never()] : ["quick", " one", usage]));
      const heard = ask();
      await timers.advance(1999);
      expect(single.calls).toHaveLength(1);
      await timers.advance(1);
      expect(heard.parts).toMatchObject([{ text: "quick" }, { text: " one" }, usage]);
      expect(names(heard)).toEqual(["hedged", "hedge-won"]);
      expect(endings(single)).toEqual(["failed", "whole"]);
      expect(single.calls[0]?.options.signal?.aborted).toBe(true);
    });

    it("keeps to the first where that speaks first after all", async () => {
      let go = () => {};
      const gate = new Promise<void>((resolve) => {
        go = resolve;
      });
      const { ask, single, timers } = hedging((call) => (call === 0 ? [gate, "first", usage] : [never()]));
      const heard = ask();
      await timers.advance(3000);
      go();
      await settle();
      expect(textOf(heard.parts)).toBe("first");
      expect(names(heard)).toEqual(["hedged"]);
      expect(endings(single)).toEqual(["whole", "failed"]);
    });

    it("goes on with the other where one fails", async () => {
      let fail = () => {};
      const broken = new Promise<never>((_, reject) => {
        fail = () => reject(fault("unreachable"));
      });
      let go = () => {};
      const gate = new Promise<void>((resolve) => {
        go = resolve;
      });
      const { ask, single, timers } = hedging((call) => (call === 0 ? [broken] : [gate, "second", usage]));
      const heard = ask();
      await timers.advance(2000);
      fail();
      await settle();
      expect(heard.isOver).toBe(false);
      go();
      await settle();
      expect(textOf(heard.parts)).toBe("second");
      expect(single.calls).toHaveLength(2);
    });

    it("asks again as ever where both fail", async () => {
      const later = (timers: ReturnType<typeof virtualTimers>) => timers.sleep(1000, new AbortController().signal);
      const under = hedging((call) => (call < 2 ? [later(under.timers), fault("server")] : ["third", usage]), {
        hedgeAfter: 500,
      });
      const heard = under.ask();
      await under.timers.advance(5000);
      expect(textOf(heard.parts)).toBe("third");
      expect(heard.pauses).toHaveLength(1);
    });

    it.each<[string, Partial<Resilience>]>([
      ["calls at a time", { limits: { concurrent: 1 } }],
      ["requests a minute", { limits: { requestsPerMinute: 1 } }],
    ])("asks no second time where the %s do not allow it", async (_, settings) => {
      const { ask, single, timers } = hedging(() => [never()], settings);
      const controller = new AbortController();
      const heard = ask({ signal: controller.signal });
      await timers.advance(5000);
      expect(single.calls).toHaveLength(1);
      expect(heard.decisions).toEqual([]);
      controller.abort();
      await settle();
      expect(heard.fault).toMatchObject({ code: "aborted" });
    });

    it("ends both when it is aborted, and when its reader leaves", async () => {
      const { ask, single, timers } = hedging(() => [never()]);
      const controller = new AbortController();
      const heard = ask({ signal: controller.signal });
      await timers.advance(2000);
      controller.abort();
      await settle();
      expect(heard.fault).toMatchObject({ code: "aborted" });
      expect(endings(single)).toEqual(["failed", "failed"]);
      const left = hedging((call) => (call === 0 ? [never()] : ["some", never()]));
      const reading = (async () => {
        for await (const _ of left.lm.chat(chatRequest(), {})) break;
      })();
      await left.timers.advance(2000);
      await reading;
      expect(endings(left.single)).toEqual(["failed", "left"]);
      expect(left.timers.pending()).toBe(0);
    });
  });

  it("ends with a programmer's error as it is, and is not stuck by it", async () => {
    const bug = new RangeError("a bug");
    const { ask } = setUp((call) => (call === 0 ? [bug] : ["hi", usage]), { limits: { concurrent: 1 } });
    const heard = ask();
    await settle();
    expect(heard.fault).toBe(bug);
    const next = ask();
    await settle();
    expect(textOf(next.parts)).toBe("hi");
  });

  it("begins nothing where it was aborted before", async () => {
    const { lm, single } = setUp(() => ["hi", usage]);
    const read = async () => {
      for await (const _ of lm.chat(chatRequest(), { signal: AbortSignal.abort() }));
    };
    expect(await faultOf(read())).toMatchObject({ code: "aborted" });
    expect(single.calls).toHaveLength(0);
  });
});
