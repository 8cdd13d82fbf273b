import type { Timers } from "../timers.ts";
import { type Breaker, createBreaker } from "./breaker.ts";
import { createRateWindow, type RateWindow } from "./rate-window.ts";
import type { Resilience } from "./resilience.ts";
import { createSlots, type Slots } from "./slots.ts";

/** What is remembered of a connection between calls; all roles that ask it share one. */
export type ConnectionState = {
  /** `provider:model`, for decisions. */
  readonly lm: string;
  readonly settings: Resilience;
  readonly timers: Timers;
  readonly breaker: Breaker;
  readonly slots: Slots;
  readonly rate: RateWindow;
};

/** The memory of a connection that nothing is known of yet. */
export const createConnectionState = (
  settings: Resilience,
  { lm, timers }: { readonly lm: string; readonly timers: Timers },
): ConnectionState => {
  const about = { who: lm, timers };
  return {
    lm,
    settings,
    timers,
    breaker: createBreaker(settings.breaker, about),
    slots: createSlots(settings.limits.concurrent, about),
    rate: createRateWindow(settings.limits, about),
  };
};
