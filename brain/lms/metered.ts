import { dollars } from "../core/dollars.ts";
import { InputError, LmError } from "../core/errors.ts";
import type { CallOptions, ChatRequest, ModelConnection } from "../core/ports.ts";
import type { Ledger, Reservation } from "../core/spend.ts";

export type MeterLimits = {
  /** Most calls. */
  readonly maxCalls?: number;
  /** US dollars. */
  readonly maxCost?: number;
};

export type Spent = {
  /** Questions to models that were begun, also those that failed; each once, however often it was tried. */
  readonly calls: number;
  /** Of models, try by try: what was made again was paid for again. An embedder's are in the cost alone. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars, an embedder's too; missing where something was asked whose price is not known. */
  readonly cost?: number;
  /** Answers that were given again and cost nothing. */
  readonly cachedCalls: number;
};

export type Meter = {
  /** The same connection, its calls counted and capped; goes around its retries. Several may count towards one meter. */
  wrap(connection: ModelConnection): ModelConnection;
  /** The same ledger; what is reserved and settled in it is counted here as well, and held against the highest cost. */
  around(ledger: Ledger): Ledger;
  /** Counts an answer that was given again: for `onHit` of a cache. */
  countHit(): void;
  spent(): Spent;
  /** True from the moment that something was refused: what came after it may be a makeshift, such as a safe reply. */
  exceeded(): boolean;
};

/**
 * Counts what a run asks for, and refuses, before it is made, what would go beyond a limit.
 *
 * `maxCalls` limits questions: one `chat` that a reader began to read, however often the connection within tries. One that
 * a server refused counts.
 *
 * `maxCost` limits money, of each try by its own price, as the ledger has it: the worst that it may come to is held until it
 * is settled, and for good where nobody told its tokens.
 * @throws {InputError} a limit that is no number from 0 on
 */
export const meter = ({ maxCalls, maxCost }: MeterLimits = {}): Meter => {
  checkLimit(maxCalls, "most calls");
  checkLimit(maxCost, "highest cost");
  const total = { calls: 0, prompt: 0, completion: 0, cost: 0, hits: 0 };
  /** US dollars that the tries under way may come to, and how many they are. */
  let underWay = 0;
  let open = 0;
  /** US dollars that tries may have come to beyond what is counted for them, since nobody told their tokens. */
  let untold = 0;
  let isPriced = true;
  let refused = false;

  const refuse = (what: string): never => {
    refused = true;
    throw overBudget(what);
  };

  async function* counted(connection: ModelConnection, request: ChatRequest, options: CallOptions) {
    if (options.signal?.aborted) throw new LmError("aborted", "the call was cancelled", { retryable: false });
    if (maxCalls !== undefined && total.calls >= maxCalls) refuse(`${total.calls} of ${maxCalls} calls spent`);
    total.calls++;
    let hasCost = false;
    const onSpend: CallOptions["onSpend"] = (spend) => {
      hasCost = true;
      options.onSpend?.(spend);
    };
    try {
      yield* connection.chat(request, { ...options, onSpend });
    } catch (error) {
      // Refused before anything was asked.
      if (!hasCost && error instanceof LmError && error.code === "over-budget") total.calls--;
      throw error;
    }
  }

  /** Holds the worst of a try against the cap. Gives what lets go of it: once, later calls say false. */
  const hold = (worst: number | undefined, lm: string): (() => boolean) => {
    if (maxCost !== undefined) {
      if (worst === undefined) return refuse(`what ${lm} charges is not known, with ${dollars(maxCost)} at most`);
      const spent = total.cost + untold;
      const also = underWay > 0 ? ` and up to ${dollars(underWay)} under way` : "";
      if (spent + underWay + worst > maxCost) refuse(`${dollars(spent)} of ${dollars(maxCost)}${also} spent`);
    }
    const held = worst ?? 0;
    underWay += held;
    open++;
    let isHeld = true;
    return () => {
      if (!isHeld) return false;
      isHeld = false;
      // Sums of fractions drift.
      underWay = --open === 0 ? 0 : underWay - held;
      return true;
    };
  };

  return {
    wrap: (connection) => ({
      identity: connection.identity,
      canJudge: connection.canJudge,
      chat: (request, options) => counted(connection, request, options),
    }),
    around: (ledger) => ({
      standing: ledger.standing,
      async reserve(call, worst) {
        const letGo = hold(worst.cost, `${call.provider}:${call.model}`);
        let reservation: Reservation;
        try {
          reservation = await ledger.reserve(call, worst);
        } catch (error) {
          letGo();
          throw error;
        }
        return {
          async settle(used) {
            if (letGo()) {
              if (call.role !== "embed") {
                total.prompt += used.promptTokens;
                total.completion += used.completionTokens;
              }
              if (used.cost === undefined) isPriced = false;
              const cost = used.cost ?? 0;
              total.cost += cost;
              if (used.isEstimated) untold += Math.max(0, (worst.cost ?? 0) - cost);
            }
            await reservation.settle(used);
          },
          async release() {
            letGo();
            await reservation.release();
          },
        };
      },
    }),
    countHit() {
      total.hits++;
    },
    spent: () => ({
      calls: total.calls,
      promptTokens: total.prompt,
      completionTokens: total.completion,
      ...(isPriced && { cost: total.cost }),
      cachedCalls: total.hits,
    }),
    exceeded: () => refused,
  };
};

const overBudget = (why: string): LmError =>
  new LmError(
    "over-budget",
    `the budget does not allow another model call: ${why}. Raise it, and go on with --resume: no call is made twice`,
    { retryable: false },
  );

const checkLimit = (limit: number | undefined, what: string): void => {
  if (limit === undefined || limit >= 0) return;
  throw new InputError({ what: `the ${what} is ${limit}`, expected: "a number from 0 on" });
};
