import type { ChatPart } from "../core/ports.ts";
import { aborted } from "./patient.ts";

/** One call that is read to its end whoever listens. `T` is what it leaves behind. */
export type LiveCall<T> = {
  /** The parts as they come, from the first. @throws {LmError} `aborted` when `signal` fires, and what the call ends in */
  follow(signal: AbortSignal | undefined): AsyncGenerator<ChatPart>;
  /** What it left, once it has ended; `undefined` where it failed. Never rejects. */
  readonly ended: Promise<T | undefined>;
};

/** Reads `parts` on its own; `keep` is given all of them when they ended well, before any listener hears of the end. */
export const liveCall = <T>(
  parts: AsyncIterable<ChatPart>,
  keep: (parts: readonly ChatPart[]) => Promise<T>,
): LiveCall<T> => {
  const heard: ChatPart[] = [];
  const waiting = new Set<() => void>();
  let outcome: { readonly error?: unknown } | undefined;
  const wake = () => {
    for (const go of waiting) go();
    waiting.clear();
  };

  const read = async (): Promise<T | undefined> => {
    try {
      for await (const part of parts) {
        heard.push(part);
        wake();
      }
      const kept = await keep(heard);
      outcome = {};
      return kept;
    } catch (error) {
      outcome = { error };
      return undefined;
    } finally {
      wake();
    }
  };

  return {
    ended: read(),
    async *follow(signal) {
      for (let at = 0; ; ) {
        if (signal?.aborted) throw aborted();
        const part = heard[at];
        // The usage ends a reply: it waits until all is kept.
        if (part !== undefined && (part.type === "text" || outcome !== undefined)) {
          if (part.type === "usage" && outcome?.error !== undefined) throw outcome.error;
          at++;
          yield part;
        } else if (outcome === undefined) {
          await unlessAborted(new Promise<void>((go) => waiting.add(go)), signal);
        } else {
          if (outcome.error !== undefined) throw outcome.error;
          return;
        }
      }
    },
  };
};

/** What `work` gives. @throws {LmError} `aborted` as soon as `signal` fires */
export const unlessAborted = async <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (signal === undefined) return work;
  if (signal.aborted) throw aborted();
  const settled = new AbortController();
  const fired = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(aborted()), { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([work, fired]);
  } finally {
    settled.abort();
  }
};
