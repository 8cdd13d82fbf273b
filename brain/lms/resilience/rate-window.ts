import { LmError } from "../../core/errors.ts";
import { aborted } from "../patient.ts";
import type { Timers } from "../timers.ts";
import { inWords } from "./in-words.ts";

/** Milliseconds in which limits are counted. */
const span = 60_000;

export type RateLimits = { readonly requestsPerMinute?: number; readonly tokensPerMinute?: number };

/** A call that counts. */
export type Counted = {
  /** What it truly came to, in place of what was thought of it. */
  correct(tokens: number): void;
};

export type Asked = {
  /** What the call is thought to come to. */
  readonly tokens: number;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds; one that would wait longer is refused at once. */
  readonly longestWait: number;
  /** Told before a wait, as far as it can be foreseen. */
  readonly onWait: (ms: number) => void;
};

export type RateWindow = {
  /** Leave to call, in the order in which it was asked for. @throws {LmError} aborted, unavailable */
  take(asked: Asked): Promise<Counted>;
  /** Lets no call through for so long: the server asked for it. */
  hold(ms: number): void;
};

type Entry = { readonly at: number; tokens: number };
type Waiting = {
  readonly tokens: number;
  readonly longestWait: number;
  grant(entry: Entry): void;
  refuse(error: LmError): void;
};

/**
 * Requests and tokens a minute, by a sliding window that remembers each call of the last minute: no minute ever holds more
 * requests than that, nor more tokens than were thought of when each call began. A call that is larger than a
 * minute's tokens is let through alone.
 */
export const createRateWindow = (
  { requestsPerMinute = Number.POSITIVE_INFINITY, tokensPerMinute = Number.POSITIVE_INFINITY }: RateLimits,
  { who, timers }: { readonly who: string; readonly timers: Timers },
): RateWindow => {
  const isLimited = requestsPerMinute !== Number.POSITIVE_INFINITY || tokensPerMinute !== Number.POSITIVE_INFINITY;
  let entries: Entry[] = [];
  let heldUntil = Number.NEGATIVE_INFINITY;
  const waiting = new Set<Waiting>();
  let alarm: AbortController | undefined;

  const forget = (): void => {
    const from = timers.elapsed() - span;
    const first = entries.findIndex(({ at }) => at > from);
    if (first !== 0) entries = first === -1 ? [] : entries.slice(first);
  };

  /** When calls of these sizes may begin, one after the other. */
  const openings = (sizes: readonly number[], now: number): number[] => {
    const known: { at: number; tokens: number }[] = [...entries];
    let sum = known.reduce((total, { tokens }) => total + tokens, 0);
    let first = 0;
    let at = Math.max(now, heldUntil);
    const drop = () => {
      sum -= known[first]?.tokens ?? 0;
      first++;
    };
    return sizes.map((tokens) => {
      const fits = () => known.length - first < requestsPerMinute && sum + tokens <= tokensPerMinute;
      for (let oldest = known[first]; oldest && (oldest.at + span <= at || !fits()); oldest = known[first]) {
        at = Math.max(at, oldest.at + span);
        drop();
      }
      known.push({ at, tokens });
      sum += tokens;
      return at;
    });
  };

  const enter = (tokens: number): Entry => {
    const entry = { at: timers.elapsed(), tokens };
    if (isLimited) entries.push(entry);
    return entry;
  };

  const serve = (): void => {
    alarm?.abort();
    alarm = undefined;
    forget();
    for (const each of waiting) {
      const now = timers.elapsed();
      const at = openings([each.tokens], now)[0] ?? now;
      if (at > now) {
        alarm = new AbortController();
        // Clocks of timers count whole milliseconds.
        timers.sleep(Math.ceil(at - now), alarm.signal).then(serve, () => {});
        return;
      }
      waiting.delete(each);
      each.grant(enter(each.tokens));
    }
  };

  const counted = (entry: Entry): Counted => ({
    correct(tokens) {
      entry.tokens = Math.min(tokens, tokensPerMinute);
      if (waiting.size > 0) serve();
    },
  });

  const inTurn = async (tokens: number, { signal, longestWait }: Asked): Promise<Counted> => {
    const over = new AbortController();
    try {
      const entry = await new Promise<Entry>((grant, refuse) => {
        const mine = { tokens, longestWait, grant, refuse };
        waiting.add(mine);
        const leave = () => {
          if (waiting.delete(mine)) refuse(aborted());
          serve();
        };
        signal?.addEventListener("abort", leave, { once: true, signal: over.signal });
        if (waiting.size === 1) serve();
      });
      return counted(entry);
    } finally {
      over.abort();
    }
  };

  return {
    async take(asked) {
      if (asked.signal?.aborted) throw aborted();
      const isHeld = heldUntil > timers.elapsed();
      if (!isLimited && !isHeld && waiting.size === 0) return free;
      forget();
      const tokens = Math.min(asked.tokens, tokensPerMinute);
      const sizes = [...waiting].map((each) => each.tokens);
      const now = timers.elapsed();
      const wait = (openings([...sizes, tokens], now).at(-1) ?? now) - now;
      if (wait <= 0 && waiting.size === 0) return counted(enter(tokens));
      if (wait > asked.longestWait) throw full(who, wait);
      asked.onWait(wait);
      return inTurn(tokens, asked);
    },
    hold(ms) {
      heldUntil = Math.max(heldUntil, timers.elapsed() + ms);
      for (const each of waiting) {
        if (ms <= each.longestWait) continue;
        waiting.delete(each);
        each.refuse(full(who, ms));
      }
      if (waiting.size > 0) serve();
    },
  };
};

const free: Counted = { correct() {} };

const full = (who: string, ms: number): LmError =>
  new LmError(
    "unavailable",
    `${who} may not be asked for ${inWords(ms)}: its requests or tokens a minute are used up`,
    {
      retryable: false,
    },
  );
