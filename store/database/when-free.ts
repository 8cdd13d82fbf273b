import { setTimeout as pause } from "node:timers/promises";
import { errnoOf } from "../store-error.ts";

/** Milliseconds: a transaction of ours takes under one; who holds the file for longer than this hangs. */
const patience = 5000;
/**
 * Milliseconds between two tries: short at first, since whoever is in the way is done soon. A try keeps the thread for
 * 13 µs; who waits to the end asks 200 times.
 */
const pauses: readonly number[] = [1, 1, 2, 3, 5, 8, 13];
const lastPause = 25;

/**
 * Gives what `work` gives once no other process is in its way, for one connection: tries again and again, while the
 * event loop goes on. Who has just waited in vain does not wait another time: the next calls try once, until one of
 * them succeeds or as much time again has passed. `work` must have done nothing where SQLite says that it was busy.
 */
export const createWaiting = (): (<T>(work: () => T) => Promise<T>) => {
  let vainUntil = Number.NEGATIVE_INFINITY;
  return async (work) => {
    const since = performance.now();
    const until = since < vainUntil ? since : since + patience;
    for (let tries = 0; ; tries++) {
      try {
        const result = work();
        vainUntil = Number.NEGATIVE_INFINITY;
        return result;
      } catch (error) {
        if (!isBusy(error)) throw error;
        const now = performance.now();
        if (now >= until) {
          if (until > since) vainUntil = now + patience;
          throw error;
        }
      }
      await pause(pauses[tries] ?? lastPause);
    }
  };
};

const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(errnoOf(error) ?? "");
