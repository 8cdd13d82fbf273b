import type { Decision } from "../../core/decision.ts";
import { LmError } from "../../core/errors.ts";
import type { ChatPart } from "../../core/ports.ts";
import type { Timers } from "../timers.ts";
import { inWords } from "./in-words.ts";

/** Begins one call. `hedge` is given with the second one: `onBegin` is to be called when it truly goes out. */
type Open = (signal: AbortSignal, hedge?: { readonly onBegin: () => void }) => AsyncIterable<ChatPart>;

export type HedgeOptions = {
  /** Milliseconds without text. */
  readonly after: number;
  readonly timers: Timers;
  readonly signal: AbortSignal | undefined;
  readonly lm: string;
  readonly onDecision: ((decision: Decision) => void) | undefined;
};

/** One of the two calls, read as far as its first text. */
type Runner = {
  readonly begun: Promise<Runner>;
  readonly heard: readonly ChatPart[];
  readonly rest: AsyncIterator<ChatPart>;
  /** Ends it, and resolves when it has ended. Never rejects. */
  stop(): Promise<void>;
};

/**
 * The parts of one call; where it gives no text within `after`, those of the quicker one of two identical calls (Dean and
 * Barroso, "The Tail at Scale"). The slower one is aborted. Where one fails the other goes on.
 * @throws {LmError} what the first call ended in, where both failed
 */
export async function* hedged(open: Open, options: HedgeOptions): AsyncGenerator<ChatPart> {
  const { after, timers, signal, lm, onDecision } = options;
  const first = run(open, signal);
  let second: Runner | undefined;
  try {
    let winner = await unlessLater(first.begun, after, timers);
    if (winner === undefined) {
      const onBegin = () =>
        onDecision?.({ lm, decision: "hedged", reason: `no text within ${inWords(after)}`, ms: after });
      second = run(open, signal, { onBegin });
      winner = await firstOf(first.begun, second.begun);
      const loser = winner === first ? second : first;
      void loser.stop();
      if (winner === second) onDecision?.({ lm, decision: "hedge-won", reason: "the second call was quicker" });
    }
    yield* winner.heard;
    for (let next = await winner.rest.next(); !next.done; next = await winner.rest.next()) yield next.value;
  } finally {
    // Waited for: what the slower one came to is settled before the answer ends.
    await Promise.all([first.stop(), second?.stop()]);
  }
}

const run = (open: Open, signal: AbortSignal | undefined, hedge?: { readonly onBegin: () => void }): Runner => {
  const stopping = new AbortController();
  const parts = open(signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal, hedge);
  const rest = parts[Symbol.asyncIterator]();
  const heard: ChatPart[] = [];
  const begin = async (): Promise<Runner> => {
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      heard.push(next.value);
      if (next.value.type === "text") break;
    }
    return runner;
  };
  const begun = begin();
  // Heard elsewhere, and perhaps by nobody.
  begun.catch(() => {});
  const runner: Runner = {
    begun,
    heard,
    rest,
    async stop() {
      stopping.abort();
      try {
        await rest.return?.();
      } catch {
        // It was given up.
      }
    },
  };
  return runner;
};

/** What `work` gives, or `undefined` where `ms` pass first. */
const unlessLater = async <T>(work: Promise<T>, ms: number, timers: Timers): Promise<T | undefined> => {
  const over = new AbortController();
  const late = timers.sleep(ms, over.signal).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
};

/** The first of two that goes well. @throws what `first` ended in; `second`'s, where that alone was asked */
const firstOf = async <T>(first: Promise<T>, second: Promise<T>): Promise<T> => {
  try {
    return await Promise.any([first, second]);
  } catch {
    return first.catch((error: unknown) => {
      if (error instanceof LmError && error.code === "unavailable") return second;
      throw error;
    });
  }
};
