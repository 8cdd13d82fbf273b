import { LmError } from "../core/errors.ts";
import type { Timers } from "./timers.ts";

/** How long a server may be silent, in milliseconds. */
export type Patience = {
  /** From the request to the first token, connecting included. */
  readonly firstToken: number;
  /** From one token to the next, and from the last one to the end. */
  readonly betweenTokens: number;
};

export const defaultPatience: Patience = { firstToken: 30_000, betweenTokens: 15_000 };

/**
 * What `open` yields, as long as it keeps coming; the time that the reader takes does not count. The signal handed to
 * `open` fires when the stream was given up: by a timeout, by `signal`, or by a reader that left.
 * @param who the server's name and host, for the message
 * @throws {LmError} timeout, aborted, and what `open` throws
 */
export async function* patient<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  options: { patience: Patience; timers: Timers; who: string; signal: AbortSignal | undefined },
): AsyncGenerator<T> {
  const { patience, timers, who, signal } = options;
  if (signal?.aborted) throw aborted();
  const givenUp = new AbortController();
  const giveUp = () => givenUp.abort();
  signal?.addEventListener("abort", giveUp, { once: true });
  const items = open(givenUp.signal)[Symbol.asyncIterator]();
  let finished = false;
  try {
    for (let limit = patience.firstToken, isFirst = true; ; limit = patience.betweenTokens, isFirst = false) {
      const next = await within(items.next(), limit, timers, givenUp.signal).catch((error: unknown) => {
        if (signal?.aborted) throw aborted();
        throw error === tooLate ? late(who, limit, isFirst) : error;
      });
      finished = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal?.removeEventListener("abort", giveUp);
    if (!finished) {
      giveUp();
      // Not awaited: the stream may be stuck in the very wait that was given up.
      items.return?.().catch(() => {});
    }
  }
}

export const aborted = () => new LmError("aborted", "the request was cancelled", { retryable: false });

const tooLate = Symbol("too late");

const late = (who: string, limit: number, isFirst: boolean): LmError => {
  const seconds = `${limit / 1000} s`;
  const message = isFirst ? `${who} gave no answer within ${seconds}` : `${who} fell silent for ${seconds}`;
  return new LmError("timeout", message, { retryable: true });
};

/** The value of `work` unless `limit` passes first (throws `tooLate`) or `signal` fires. */
const within = async <T>(work: Promise<T>, limit: number, timers: Timers, signal: AbortSignal): Promise<T> => {
  if (signal.aborted) throw aborted();
  const settled = new AbortController();
  const fired = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(aborted()), { once: true, signal: settled.signal });
  });
  const timeout = timers.sleep(limit, settled.signal).then(() => Promise.reject(tooLate));
  try {
    return await Promise.race([work, timeout, fired]);
  } finally {
    settled.abort();
  }
};
