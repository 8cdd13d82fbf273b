import type { Decision } from "../../core/decision.ts";
import { LmError, type LmErrorCode } from "../../core/errors.ts";
import type { Timers } from "../timers.ts";
import { inWords } from "./in-words.ts";

/** One call's leave to ask. What is told after the breaker has moved on changes nothing. */
export type Pass = {
  /** Text came: the server is well enough for others to ask it. */
  spoke(): void;
  /** The reply came to its end, or its reader had enough of it. */
  ended(): void;
  failed(fault: LmError): void;
  /** It ended and tells nothing about the server. */
  left(): void;
};

type Tell = (decision: Omit<Decision, "lm">) => void;

export type Breaker = {
  /** Why a call would be refused now, if it would. */
  refusal(): LmError | undefined;
  /** Leave to ask: to any call where the server is well, to one alone where that is to be found out. @throws {LmError} unavailable */
  admit(tell: Tell): Pass;
};

/**
 * Faults that say that the server is unwell, so that the next call would most likely end in the same. Not those that tell
 * about one request (rejected, cut, refused, empty: a small `max_tokens` of one role must not shut out the others), about
 * our settings (unauthorized, not-found: they cost one quick round trip, and their message says what to mend, which
 * "unavailable" would hide), or about our haste (rate-limited: the limits deal with it).
 */
const unwell: ReadonlySet<LmErrorCode> = new Set<LmErrorCode>(["unreachable", "timeout", "server", "malformed"]);
/** Faults that tell nothing: the call never came as far as an answer. */
const silent: ReadonlySet<LmErrorCode> = new Set<LmErrorCode>(["aborted", "over-budget", "unavailable"]);

/** Where trials fail, each pause is twice the one before, up to this: milliseconds. */
const longestPause = 300_000;

type State =
  | { readonly at: "closed" }
  | { readonly at: "open"; readonly until: number; readonly reason: string }
  | { readonly at: "trial"; readonly reason: string };

/**
 * A circuit breaker (M. Nygard, "Release It!"): after `failures` faults in a row no call is let through for `pause`
 * milliseconds, then one, by which it is decided whether the others follow. `failures: 0` lets all through.
 * @param who the connection, for messages
 */
export const createBreaker = (
  { failures, pause }: { readonly failures: number; readonly pause: number },
  { who, timers }: { readonly who: string; readonly timers: Pick<Timers, "elapsed"> },
): Breaker => {
  let state: State = { at: "closed" };
  let inARow = 0;
  let nextPause = pause;

  const open = (reason: string, tell: Tell): void => {
    const ms = nextPause;
    state = { at: "open", until: timers.elapsed() + ms, reason };
    nextPause = Math.min(2 * nextPause, Math.max(pause, longestPause));
    inARow = 0;
    tell({ decision: "breaker-opened", reason: `${reason}; it is not asked for ${inWords(ms)}`, ms });
  };

  const refusal = (): LmError | undefined => {
    if (state.at === "closed") return undefined;
    if (state.at === "trial") return unavailable(`${who} failed a moment ago, and one call is trying it`, state.reason);
    const still = state.until - timers.elapsed();
    return still <= 0
      ? undefined
      : unavailable(`${who} failed too often and is not asked for ${inWords(still)} more`, state.reason);
  };

  return {
    refusal,
    admit(tell) {
      const no = refusal();
      if (no !== undefined) throw no;
      if (state.at === "open") {
        state = { at: "trial", reason: state.reason };
        tell({ decision: "breaker-trial", reason: `one call tries ${who} again` });
      }
      /** What the breaker was when this call began, or what this call made of it. */
      let mine: State = state;
      let isOver = false;
      const close = (): void => {
        if (mine.at !== "trial" || state !== mine) return;
        state = { at: "closed" };
        mine = state;
        tell({ decision: "breaker-closed", reason: `${who} answers again` });
      };
      return {
        spoke: close,
        ended() {
          if (isOver) return;
          isOver = true;
          close();
          if (state !== mine) return;
          inARow = 0;
          nextPause = pause;
        },
        failed(fault) {
          if (isOver) return;
          if (silent.has(fault.code)) return this.left();
          if (!unwell.has(fault.code)) return this.ended();
          isOver = true;
          if (failures === 0 || state !== mine) return;
          if (mine.at === "trial") open(`${who} failed again (${fault.code})`, tell);
          else if (++inARow >= failures) open(`${who} failed ${timesInARow(failures)} (${fault.code})`, tell);
        },
        left() {
          if (isOver) return;
          isOver = true;
          if (mine.at === "trial" && state === mine) {
            // Nothing was learnt: the next call tries.
            state = { at: "open", until: timers.elapsed(), reason: mine.reason };
          }
        },
      };
    },
  };
};

const timesInARow = (count: number): string => (count === 1 ? "once" : `${count} times in a row`);

const unavailable = (what: string, reason: string): LmError =>
  new LmError("unavailable", `${what}: ${reason}`, { retryable: false });
