import { setTimeout as wait } from "node:timers/promises";
import type { Timers } from "../brain/lms/timers.ts";

/** The real clocks, chance and waiting. */
export const realTimers: Timers = {
  now: Date.now,
  elapsed: () => performance.now(),
  random: Math.random,
  sleep: (ms, signal) => wait(ms, undefined, { signal }),
};
