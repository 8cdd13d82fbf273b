import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPacer } from "../../../cli/terminal/create-pacer.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A pacer whose pieces are kept. */
const pacing = (pace = 0) => {
  const pieces: string[] = [];
  return { pacer: createPacer((text) => void pieces.push(text), { pace }), pieces };
};

describe("createPacer", () => {
  it("shows the first piece at once, and what comes quickly after it together", () => {
    const { pacer, pieces } = pacing();
    for (const text of ["One ", "two ", "three ", "four."]) pacer.add(text);
    expect(pieces).toEqual(["One "]);
    vi.advanceTimersByTime(40);
    expect(pieces).toEqual(["One ", "two three four."]);
    vi.advanceTimersByTime(1000);
    pacer.add("Late.");
    expect(pieces.at(-1)).toBe("Late.");
  });

  it("types at its pace, and shows the rest at once where it is told to", () => {
    const { pacer, pieces } = pacing(50);
    pacer.add("x".repeat(500));
    vi.advanceTimersByTime(2000);
    const typed = pieces.join("").length;
    expect(typed).toBeGreaterThan(95);
    expect(typed).toBeLessThan(110);
    pacer.flush();
    expect(pieces.join("")).toHaveLength(500);
    expect(pacer.isHolding()).toBe(false);
  });

  it("settles when nothing is held any more", async () => {
    const { pacer, pieces } = pacing(100);
    await pacer.drained();
    pacer.add("0123456789");
    const drained = pacer.drained();
    vi.advanceTimersByTime(1000);
    await drained;
    expect(pieces.join("")).toBe("0123456789");
  });

  it("loses nothing and changes no order, whatever comes when, and parts no character", () => {
    const steps = fc.array(
      fc.oneof(fc.string({ unit: "grapheme", maxLength: 20 }), fc.integer({ min: 0, max: 200 }), fc.constant("flush")),
    );
    fc.assert(
      fc.property(steps, fc.constantFrom(0, 7, 300), (script, pace) => {
        const { pacer, pieces } = pacing(pace);
        let whole = "";
        for (const step of script) {
          if (typeof step === "number") vi.advanceTimersByTime(step);
          else if (step === "flush") pacer.flush();
          else {
            whole += step;
            pacer.add(step);
          }
        }
        pacer.flush();
        expect(pieces.join("")).toBe(whole);
        for (const piece of pieces) expect(piece).not.toMatch(/\p{Surrogate}/u);
      }),
      { numRuns: 100 },
    );
  });
});
