/** Time and chance as the connections use them, handed in so that tests need neither a real clock nor waiting. */
export type Timers = {
  /** Milliseconds since 1970, by a clock that may jump; only Retry-After dates are compared with it. */
  now(): number;
  /** Milliseconds from some moment on, by a clock that never jumps: for breakers and limits. */
  elapsed(): number;
  /** 0 to 1, for the jitter between retries. */
  random(): number;
  /** Resolves after `ms`; rejects at once when `signal` fires, and leaves no timer behind. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
};
