import type {
  CachedCall,
  CallCache,
  CallOptions,
  ChatPart,
  ChatRequest,
  Clock,
  ModelConnection,
} from "../core/ports.ts";
import { estimateRequestTokens, estimateTokens } from "../text/estimate-tokens.ts";
import { showsSomething } from "../text/shows-something.ts";
import { type CallAddress, callKey } from "./call-key.ts";
import { type LiveCall, liveCall, unlessAborted } from "./live-call.ts";
import { aborted } from "./patient.ts";

export type CachedOptions = {
  readonly cache: CallCache;
  /** `own`: only what this connection kept since it was made, so that a fresh run asks anew. `all`: whatever is there. */
  readonly read: "all" | "own";
  /** For the milliseconds that a call took. */
  readonly clock: Pick<Clock, "elapsed">;
  /** Tells servers apart that name their models alike: host and port. */
  readonly server?: string;
  /** Of the connection: what else the server is told with every request. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Once it fires, no call is begun any more; those under way go on. */
  readonly stop?: AbortSignal;
  /** The run's own: it alone ends a call that was begun. */
  readonly signal?: AbortSignal;
  /** Called for each answer that cost nothing, since it was kept or under way. */
  readonly onHit?: (call: CachedCall) => void;
  /** Called each time that an answer could not be kept; where it is missing, the call fails for it. */
  readonly onProblem?: (error: unknown) => void;
};

export type CachedConnection = ModelConnection & {
  /** Calls that were begun and have not ended. */
  underWay(): number;
  /** Resolves when no call is under way: what a reader left early is still being paid for, and kept. */
  settled(): Promise<void>;
};

/**
 * A connection whose answers are kept, by the hash of all that they depend on, and given again as a stream. Of two
 * identical requests at once the second waits for the first, and asks itself only where that failed.
 *
 * Kept are whole answers alone: no fault, nothing that was cancelled, or came to its longest before it was finished. A
 * reader that leaves early (the gate blocked, and ends the stream) does not end the call: the rest of a reply costs little,
 * while half of one could never be given again, since readers read ahead and nobody can tell whether one is content with
 * what there is. Only `signal` ends it.
 *
 * Wrap it around the meter, `cached(meter.wrap(connection), …)`: what is given again then never reaches the meter.
 * A call goes out for the account of the one who asked first, who also hears what was decided and spent.
 * @throws {LmError} while iterating @throws {StoreError} where an answer could not be kept and nobody hears `onProblem`
 */
export const cached = (connection: ModelConnection, options: CachedOptions): CachedConnection => {
  const { cache, read, clock, stop, signal: run, onHit, onProblem } = options;
  const { identity } = connection;
  const address: CallAddress = {
    identity,
    ...(options.server !== undefined && { server: options.server }),
    ...(options.options && { options: options.options }),
  };
  const own = new Set<string>();
  const underWay = new Map<string, LiveCall<CachedCall | undefined>>();

  const begin = (key: string, request: ChatRequest, asked: CallOptions): LiveCall<CachedCall | undefined> => {
    const from = clock.elapsed();
    const keep = async (parts: readonly ChatPart[]): Promise<CachedCall | undefined> => {
      const call = callOf(parts, request, clock.elapsed() - from);
      if (!showsSomething(call.text)) return undefined;
      try {
        await cache.put(key, call);
        own.add(key);
      } catch (error) {
        if (onProblem === undefined) throw error;
        onProblem(error);
      }
      return call;
    };
    const { signal: _, ...options } = asked;
    const call = liveCall(connection.chat(request, run ? { ...options, signal: run } : options), keep);
    underWay.set(key, call);
    void call.ended.then(() => underWay.delete(key));
    return call;
  };

  async function* ask(request: ChatRequest, options: CallOptions): AsyncGenerator<ChatPart> {
    const { signal } = options;
    if (signal?.aborted || stop?.aborted || run?.aborted) throw aborted();
    const key = callKey(request, address);
    for (;;) {
      const other = underWay.get(key);
      // What was begun a moment ago is waited for; what is kept is read; and in between another may have begun.
      const known = other
        ? await unlessAborted(other.ended, signal)
        : read === "all" || own.has(key)
          ? await unlessAborted(cache.get(key), signal)
          : undefined;
      if (known !== undefined) {
        onHit?.(known);
        yield* replay(known, signal);
        return;
      }
      if (!underWay.has(key)) break;
    }
    if (stop?.aborted) throw aborted();
    yield* begin(key, request, options).follow(signal);
  }

  return {
    identity,
    canJudge: connection.canJudge,
    chat: ask,
    underWay: () => underWay.size,
    async settled() {
      while (underWay.size > 0) await Promise.all([...underWay.values()].map(({ ended }) => ended));
    },
  };
};

async function* replay(call: CachedCall, signal: AbortSignal | undefined): AsyncGenerator<ChatPart> {
  yield { type: "text", text: call.text };
  if (signal?.aborted) throw aborted();
  const { promptTokens, completionTokens, isCut } = call;
  yield { type: "usage", promptTokens, completionTokens, ...(isCut && { isCut }) };
}

const callOf = (parts: readonly ChatPart[], request: ChatRequest, ms: number): CachedCall => {
  const text = parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  const usage = parts.findLast((part) => part.type === "usage");
  return {
    text,
    promptTokens: usage?.promptTokens ?? estimateRequestTokens(request),
    completionTokens: usage?.completionTokens ?? estimateTokens(text),
    ms,
    ...(usage?.isCut && { isCut: true as const }),
  };
};
