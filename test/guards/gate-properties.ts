import fc from "fast-check";
import { expect } from "vitest";
import type { OutputGuard } from "../../brain/core/ports.ts";
import { checkReply } from "../../guards/check-reply.ts";
import type { SentenceGate } from "../../guards/gate.ts";

export type MakeGate = (guards: readonly OutputGuard[], previousUserMessage?: string) => SentenceGate;

/** A reply, and where its violating sentence begins; `violation` is undefined where all of it may be shown. */
export type Sample = { readonly text: string; readonly previous?: string; readonly violation: string | undefined };

/** What a reader saw, delta by delta, and how it ended. */
export const stream = async (
  gate: SentenceGate,
  chunks: readonly string[],
  onDelta: (shown: string) => void = () => {},
) => {
  let shown = "";
  const show = (release: string) => {
    if (release === "") return;
    // Before the delta goes out, not at the end: what was printed cannot be taken back.
    onDelta(shown + release);
    shown += release;
  };
  for (const chunk of chunks) {
    const step = await gate.push(chunk);
    show(step.release);
    if (step.blocked) return { shown, step };
  }
  const step = await gate.end();
  show(step.release);
  return { shown, step };
};

/** Test 1: every one-cut split, every code unit, and seeded random splits end as the whole does. */
export const isChunkInvariant = async (
  make: MakeGate,
  guards: readonly OutputGuard[],
  sample: Sample,
  randomSplits: number,
) => {
  const { text, previous } = sample;
  const whole = await stream(make(guards, previous), [text]);
  const same = async (chunks: readonly string[]) => {
    const { shown, step } = await stream(make(guards, previous), chunks);
    expect({ shown, verdict: step.verdict, blocked: step.blocked }).toEqual({
      shown: whole.shown,
      verdict: whole.step.verdict,
      blocked: whole.step.blocked,
    });
  };
  for (let cut = 1; cut < text.length; cut++) await same([text.slice(0, cut), text.slice(cut)]);
  await same(text.split(""));
  const cuts = fc.uniqueArray(fc.integer({ min: 0, max: text.length }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(cuts, async (drawn) => {
      const at = [0, ...drawn.sort((one, other) => one - other), text.length];
      await same(at.slice(1).map((end, index) => text.slice(at[index], end)));
    }),
    { seed: 20, numRuns: randomSplits },
  );
};

const firstForbidden = ({ text, violation }: Sample) =>
  violation === undefined ? text.length : text.indexOf(violation);

/** Test 2: no delta reaches into the violating sentence, however the text is cut. */
export const leaksNothing = async (make: MakeGate, guards: readonly OutputGuard[], sample: Sample) => {
  const limit = firstForbidden(sample);
  const clean = (shown: string) => {
    expect(sample.text.startsWith(shown)).toBe(true);
    expect(shown.trimEnd().length).toBeLessThanOrEqual(limit);
  };
  const splits = [[sample.text], sample.text.split(""), sample.text.split(/(?<= )/)];
  for (const chunks of splits) {
    const { step } = await stream(make(guards, sample.previous), chunks, clean);
    expect(step.blocked).toBe(sample.violation !== undefined);
  }
};

/** Test 3: cut off after any unit, what was shown is clean. */
export const staysCleanWhenAborted = async (make: MakeGate, guards: readonly OutputGuard[], sample: Sample) => {
  const limit = firstForbidden(sample);
  for (let cut = 0; cut <= sample.text.length; cut++) {
    const gate = make(guards, sample.previous);
    let shown = "";
    for (const unit of sample.text.slice(0, cut)) shown += (await gate.push(unit)).release;
    expect(sample.text.startsWith(shown)).toBe(true);
    expect(shown.trimEnd().length).toBeLessThanOrEqual(limit);
  }
};

/** The oracle: what a check of the whole text finds, the gate shows nothing of. */
export const agreesWithTheWhole = async (
  make: MakeGate,
  guards: readonly OutputGuard[],
  { text, previous }: { readonly text: string; readonly previous?: string | undefined },
) => {
  const check = (all: string) =>
    checkReply(guards, {
      text: all,
      shown: "",
      ...(previous !== undefined && { previousUserMessage: previous }),
    });
  const { shown, step } = await stream(make(guards, previous), [text]);
  expect(text.startsWith(shown)).toBe(true);
  expect((await check(shown)).verdict).toEqual({ action: "allow" });
  if (!step.blocked) expect(shown).toBe(text);
  const { blocks } = await check(text);
  if (blocks.length > 0) expect(step.blocked).toBe(true);
  const begins = Math.min(...[...blocks, ...step.blocks].map(({ span }) => span?.[0] ?? 0), text.length);
  if (step.blocked) expect(shown.trimEnd().length).toBeLessThanOrEqual(begins);
  for (const chunks of [text.split(""), text.split(/(?<=\s)/)]) {
    const again = await stream(make(guards, previous), chunks);
    expect({ shown: again.shown, verdict: again.step.verdict }).toEqual({ shown, verdict: step.verdict });
  }
};
