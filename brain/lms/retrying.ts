import { LmError } from "../core/errors.ts";
import type { Pause } from "../core/ports.ts";
import { aborted } from "./patient.ts";
import { inWords } from "./resilience/in-words.ts";
import type { Timers } from "./timers.ts";

const usualRetries = 2;
/** Longest pause before the first retry, doubled for each further one: milliseconds. */
const firstPause = 1000;
/** What a server may ask for by Retry-After before a person would rather be told: milliseconds. */
const usualWait = 60_000;
/** Spreads out those whom a server told the same moment: milliseconds. */
const spread = 250;

export type RetryOptions<T> = {
  readonly timers: Timers;
  readonly signal: AbortSignal | undefined;
  readonly onPause?: ((pause: Pause) => void) | undefined;
  /** Milliseconds of the longest pause that a server may ask for. @default 60 s */
  readonly longestWait?: number | undefined;
  /** Further tries. @default 2 */
  readonly retries?: number;
  /** Items that nobody is shown: those of a try that failed are dropped, as long as another follows. @default none */
  readonly isAside?: (item: T) => boolean;
  /** Asked before each pause: whether another try is of no use. */
  readonly isHopeless?: () => boolean;
};

/**
 * What `attempt` yields; a retryable fault before anything came starts it anew, at most `retries` times, after a pause with
 * full jitter (AWS Architecture Blog, "Exponential Backoff and Jitter") or as long as Retry-After asks. Once something was
 * yielded a reader may have shown it, so a later fault is thrown on with `retryable: false`.
 * @throws {LmError}
 */
export async function* retrying<T>(attempt: () => AsyncIterable<T>, options: RetryOptions<T>): AsyncGenerator<T> {
  const { timers, signal, onPause, retries = usualRetries, longestWait = usualWait, isAside, isHopeless } = options;
  let last: LmError | undefined;
  for (let failed = 0; ; failed++) {
    let hasYielded = false;
    const asides: T[] = [];
    let fault: LmError;
    try {
      for await (const item of attempt()) {
        if (!hasYielded && isAside?.(item)) {
          asides.push(item);
          continue;
        }
        hasYielded = true;
        yield item;
      }
      yield* asides;
      return;
    } catch (error) {
      if (!(error instanceof LmError)) throw error;
      fault = error;
    }
    if (hasYielded) throw final(fault);
    // It was not even asked again: what it said before tells more.
    if (fault.code === "unavailable" && last !== undefined) throw tried(last, failed);
    const isLast = failed >= retries || !fault.retryable || (fault.retryAfterMs ?? 0) > longestWait;
    if (isLast || isHopeless?.()) {
      yield* asides;
      if (!fault.retryable) throw fault;
      throw isLast && failed < retries ? tooLong(fault) : tried(fault, failed + 1);
    }
    last = fault;
    const ms = pauseFor(fault, failed, timers);
    onPause?.({ attempt: failed + 2, attempts: retries + 1, reason: fault.message, ms });
    await pause(ms, timers, signal);
  }
}

const final = (error: LmError): LmError => again(error, error.message, { retryable: false });

/** A figure of one try, as "within 30 s" is, must not pass for the time that the user waited. */
const tried = (error: LmError, times: number): LmError =>
  times === 1 ? error : again(error, `${error.message} (tried ${times} times)`);

/** The same fault in other words. */
const again = (
  { code, cause, budget, retryAfterMs, hasBegun, retryable }: LmError,
  message: string,
  changed: { readonly retryable?: boolean } = {},
): LmError =>
  new LmError(code, message, {
    ...{ cause, retryable, hasBegun, ...changed },
    ...(budget && { budget }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
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
  const wait = inWords(error.retryAfterMs ?? 0);
  const message = `${error.message}; it asks to wait ${wait}: try again then, or choose another model`;
  return again(error, message, { retryable: false });
};
