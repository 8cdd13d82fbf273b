import { describe, expect, it } from "vitest";
import type { PredictedVerdict } from "../../../brain/core/evaluation.ts";
import { contextUse } from "../../../evals/metrics/context-use.ts";
import { guardPass } from "../../../evals/metrics/guard-pass.ts";
import { repetition } from "../../../evals/metrics/repetition.ts";
import { talk } from "../../optimizers/make-example.ts";
import { prediction } from "./make-prediction.ts";

const block: PredictedVerdict = { side: "output", guard: "links", action: "block", category: "links", attempt: 1 };
const scoreOf = (scored: unknown) => (scored as { score: number } | undefined)?.score;

describe("guard-pass", () => {
  const of = (reply: Parameters<typeof prediction>[0], verdicts: readonly PredictedVerdict[] = []) =>
    scoreOf(guardPass().score(prediction({ ...reply, verdicts })));

  it("is 1 where nothing was blocked, whatever the input guards said", () => {
    expect(of({ reply: "Fine." })).toBe(1);
    expect(of({ reply: "Fine." }, [{ ...block, side: "input", action: "mask" }])).toBe(1);
  });

  it("is half where something was blocked and the model's words still came", () => {
    expect(of({ reply: "Fine." }, [block])).toBe(0.5);
    expect(of({ reply: { ended: "cut-by-guard" } }, [block])).toBe(0.5);
  });

  it("is 0 where a safe reply stood in", () => {
    expect(of({ reply: { by: "safe", lm: "none" } }, [block, { ...block, attempt: 2 }])).toBe(0);
  });

  it("says nothing of fixed replies and of broken connections", () => {
    expect(of({ reply: { by: "safe", lm: "none" } })).toBeUndefined();
    expect(of({ reply: { by: "care", lm: "none" } })).toBeUndefined();
    expect(of({ reply: { ended: "cut-by-connection" } })).toBeUndefined();
  });
});

describe("repetition", () => {
  const of = (reply: string, ...texts: readonly string[]) =>
    scoreOf(repetition().score(prediction({ reply, case: { messages: talk(...texts) } })));

  it("is 0 for what the persona said before, 1 for what it did not, between for half of it", () => {
    expect(of("Tell me about the rain.", "hi", "Tell me about the rain.", "ok")).toBe(0);
    expect(of("Something new entirely here.", "hi", "Tell me about the rain.", "ok")).toBe(1);
    expect(of("Tell me about it now", "hi", "Tell me about the rain.", "ok")).toBeCloseTo(2 / 3, 10);
  });

  it("does not count what the user said", () => {
    expect(of("i like the rain", "i like the rain", "Do you.", "i like the rain")).toBe(1);
  });

  it("takes very short replies as a whole", () => {
    expect(of("Good.", "hi", "Good. And you?", "fine")).toBe(1);
    expect(of("Good.", "hi", "good", "fine")).toBe(0);
  });

  it("says nothing before the persona has spoken", () => {
    expect(of("Hello there, you.", "hi")).toBeUndefined();
  });
});

describe("context-use", () => {
  const of = (reply: string, context: Parameters<typeof prediction>[0] = {}, message = "so") =>
    scoreOf(contextUse().score(prediction({ ...context, reply, case: { messages: talk("hello", "Hi.", message) } })));
  const night = { context: { partOfDay: "night", localTime: "Friday 2026-05-15 23:40 Europe/Lisbon" } } as const;
  const morning = { context: { partOfDay: "morning", localTime: "Friday 2026-05-15 08:10 Europe/Lisbon" } } as const;

  it.each([
    ["Good morning! Slept well?", night],
    ["Good night, sleep well.", morning],
    ["It's such a lovely morning here.", night],
    ["Why are you up so late?", morning],
    ["Long time no see!", {}],
    ["Welcome back, I missed your letters.", {}],
    ["Hello! What's on your mind?", {}],
    ["Happy Monday to you.", morning],
    ["It's Tuesday, so be gentle.", morning],
    ["Merry Christmas, dear.", morning],
    ["It's 3 pm and I'm still at it.", morning],
    ["Enjoy your weekend.", {}],
  ])("finds what does not fit: %s", (reply, context) => {
    expect(of(reply, context)).toBe(0);
  });

  it.each([
    ["Good morning! Slept well?", morning],
    ["Good night, sleep well.", night],
    ["Long time no see!", { context: { sinceLastMessage: "3 weeks" } }],
    ["Welcome back.", { context: { sinceLastMessage: "1 hour 20 minutes" } }],
    [
      "Hello! What's new?",
      { context: { conversationLength: "just begun, 1 message", sinceLastMessage: "none: this is the first message" } },
    ],
    ["Happy Friday.", morning],
    ["Enjoy the weekend.", night],
    ["It's about 8 am here.", morning],
  ] as const)("passes what fits: %s", (reply, context) => {
    expect(of(reply, context)).toBe(1);
  });

  it("lets a reply take up what the user said of their own time", () => {
    expect(of("A good morning to your side of the world.", night, "good morning!")).toBe(1);
    expect(of("Welcome back, shoes off.", {}, "i'm back home")).toBe(1);
    expect(of("Good night. The lamp is off.", morning, "going to bed now")).toBe(1);
  });

  it("says nothing of replies that do not speak of time", () => {
    expect(of("A green machine with a good bell.")).toBeUndefined();
    expect(of("If there's a custard tart, it's Saturday.")).toBeUndefined();
    expect(of("I burned the rice this morning, and again at night.")).toBeUndefined();
  });

  it("takes no supposition for a statement, and the next sentence for one", () => {
    expect(of("I wonder whether it's still morning there.", night)).toBeUndefined();
    expect(of("When it's Monday I rest.", morning)).toBeUndefined();
    expect(of("If you say so. It's morning here.", night)).toBe(0);
    expect(of("If it's morning you sleep, then. But it's Monday.", morning)).toBe(0);
    // A motif is no if.
    expect(of(`The motif${" of lace".repeat(11)} it's morning.`, night)).toBe(0);
  });

  it("reads messages and replies of any length in next to no time", () => {
    const started = performance.now();
    for (const text of ["it is ", "it's morning ", "if it's monday ", "it's already ", "if "]) {
      const long = text.repeat(200_000 / text.length);
      of("It's already evening here.", morning, long);
      of(long, night);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("survives a time that it cannot read", () => {
    expect(of("Happy Monday.", { context: { localTime: "", sinceLastMessage: "", conversationLength: "" } })).toBe(1);
  });
});
