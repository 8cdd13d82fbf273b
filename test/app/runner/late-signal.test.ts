import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { grace, lateSignal } from "../../../app/runner/late-signal.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a late signal", () => {
  it("gives what is under way a grace after the first signal, and no more", () => {
    const stop = new AbortController();
    const late = lateSignal(stop.signal);
    vi.advanceTimersByTime(2 * grace);
    expect(late.signal.aborted).toBe(false);
    stop.abort();
    vi.advanceTimersByTime(grace - 1);
    expect(late.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(late.signal.aborted).toBe(true);
  });

  it("holds no process once it is released, nor after a signal that came before it", () => {
    const stop = new AbortController();
    stop.abort();
    const late = lateSignal(stop.signal);
    expect(vi.getTimerCount()).toBe(1);
    late.release();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(2 * grace);
    expect(late.signal.aborted).toBe(false);
  });
});
