import { LmError } from "../../core/errors.ts";
import { aborted } from "../patient.ts";
import type { Timers } from "../timers.ts";
import { inWords } from "./in-words.ts";

/** Gives the slot back; a second time does nothing. */
export type Release = () => void;

export type Slots = {
  /**
   * A slot, in the order in which they were asked for.
   * @param longestWait milliseconds; 0 takes a slot that is free or none
   * @throws {LmError} aborted, unavailable
   */
  take(signal: AbortSignal | undefined, longestWait: number): Promise<Release>;
};

/** At most `most` calls at a time; where it is not given, any number. */
export const createSlots = (
  most: number | undefined,
  { who, timers }: { readonly who: string; readonly timers: Timers },
): Slots => {
  let taken = 0;
  /** In the order in which they came: a Set keeps it, and forgets one in the middle at no cost. */
  const waiting = new Set<() => void>();

  const giveBack = (): void => {
    const [next] = waiting;
    if (next === undefined) taken--;
    else {
      // Handed on, not freed: nobody who comes just now can slip in between.
      waiting.delete(next);
      next();
    }
  };
  const release = (): Release => {
    let isBack = false;
    return () => {
      if (isBack) return;
      isBack = true;
      giveBack();
    };
  };

  const inTurn = async (signal: AbortSignal | undefined, longestWait: number): Promise<Release> => {
    const over = new AbortController();
    let grant = () => {};
    let isServed = false;
    try {
      await new Promise<void>((resolve, reject) => {
        grant = resolve;
        waiting.add(grant);
        signal?.addEventListener("abort", () => reject(aborted()), { once: true, signal: over.signal });
        timers.sleep(longestWait, over.signal).then(
          () => reject(busy(who, longestWait)),
          () => {},
        );
      });
      isServed = true;
      return release();
    } finally {
      over.abort();
      // Granted in the very moment in which it was given up: to the next one.
      if (!isServed && !waiting.delete(grant)) giveBack();
    }
  };

  return {
    async take(signal, longestWait) {
      if (signal?.aborted) throw aborted();
      if (most === undefined) return nothing;
      if (taken < most) {
        taken++;
        return release();
      }
      if (longestWait === 0) throw busy(who, 0);
      return inTurn(signal, longestWait);
    },
  };
};

const nothing: Release = () => {};

const busy = (who: string, ms: number): LmError =>
  new LmError(
    "unavailable",
    `${who} has as many calls under way as it may have${ms > 0 ? `, for ${inWords(ms)}` : ""}`,
    {
      retryable: false,
    },
  );
