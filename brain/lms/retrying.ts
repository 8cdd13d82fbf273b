import { LmError } from "../core/errors.ts";
import type { Pause } from "../core/ports.ts";
import { aborted } from "./patient.ts";
import type { Timers } from "./timers.ts";

const retries = 2;
/** Longest pause before the first retry, doubled for each further one: milliseconds. */
const firstPause = 1000;
/** What a server may ask for by Retry-After before a person would rather be told: milliseconds. */
const longestWait = 60_000;
/** Spreads out those whom a server told the same moment: milliseconds. */
const spread = 250;

/**
 * What `attempt` yields; a retryable fault before anything came starts it anew, at most twice, after a pause with full
 * jitter (AWS Architecture Blog, "Exponential Backoff and Jitter") or as long as Retry-After asks. Once something was
 * yielded a reader may have shown it, so a later fault is thrown on with `retryable: false`.
 * @throws {LmError}
 */
export async function* retrying<T>(
  attempt: () => AsyncIterable<T>,
  {
    timers,
    signal,
    onPause,
  }: { timers: Timers; signal: AbortSignal | undefined; onPause?: ((pause: Pause) => void) | undefined },
): AsyncGenerator<T> {
  for (let failed = 0; ; failed++) {
    let hasYielded = false;
    try {
      for await (const item of attempt()) {
        hasYielded = true;
        yield item;
      }
      return;
    } catch (error) {
      if (!(error instanceof LmError)) throw error;
      if (hasYielded) throw new LmError(error.code, error.message, { cause: error.cause, retryable: false });
      if (!error.retryable) throw error;
      if (failed === retries) throw tried(error, failed + 1);
      if ((error.retryAfterMs ?? 0) > longestWait) throw tooLong(error);
      const ms = pauseFor(error, failed, timers);
      onPause?.({ attempt: failed + 2, attempts: retries + 1, reason: error.message, ms });
      await pause(ms, timers, signal);
    }
  }
}

/** A figure of one try, as "within 30 s" is, must not pass for the time that the user waited. */
const tried = (error: LmError, times: number): LmError =>
  new LmError(error.code, `${error.message} (tried ${times} times)`, {
    cause: error.cause,
    retryable: error.retryable,
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
  });

const pauseFor = ({ retryAfterMs }: LmError, failed: number, timers: Timers): number =>
  Math.round(
    retryAfterMs === undefined ? timers.random() * firstPause * 2 ** failed : retryAfterMs + timers.random() * spread,
  );

const pause = async (ms: number, timers: Timers, signal: AbortSignal | undefined): Promise<void> => {
  if (signal?.aborted) throw aborted();
  try {
    await timers.sleep(ms, signal ?? new AbortController().signal);
  } catch (error) {
    throw signal?.aborted ? aborted() : error;
  }
};

const tooLong = (error: LmError): LmError => {
  const retryAfterMs = error.retryAfterMs ?? 0;
  const wait =
    retryAfterMs < 120_000 ? `${Math.ceil(retryAfterMs / 1000)} s` : `${Math.ceil(retryAfterMs / 60_000)} min`;
  const message = `${error.message}; it asks to wait ${wait}: try again then, or choose another model`;
  return new LmError("rate-limited", message, { cause: error.cause, retryable: false, retryAfterMs });
};
