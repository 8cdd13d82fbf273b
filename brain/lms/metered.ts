import { dollars } from "../core/dollars.ts";
import { InputError, LmError } from "../core/errors.ts";
import type { CallOptions, ChatPart, ChatRequest, ModelConnection } from "../core/ports.ts";
import { isUnbilled } from "../core/unbilled.ts";
import { estimateRequestTokens, estimateTokens } from "../text/estimate-tokens.ts";
import { type Tokens, worstCase } from "./worst-tokens.ts";

/** US dollars a million tokens. */
export type Prices = { readonly promptPerMillion: number; readonly completionPerMillion: number };

export type MeterLimits = {
  /** What the model charges, where that is known. */
  readonly prices?: Prices;
  /** Most calls. */
  readonly maxCalls?: number;
  /** US dollars. */
  readonly maxCost?: number;
};

export type Spent = {
  /** Calls that were begun, also those that failed. */
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars; missing where the prices are not known. */
  readonly cost?: number;
  /** Answers that were given again and cost nothing. */
  readonly cachedCalls: number;
};

export type Meter = {
  /** The same connection, counted and capped. Several may count towards one meter. */
  wrap(connection: ModelConnection): ModelConnection;
  /** Counts an answer that was given again: for `onHit` of a cache. */
  countHit(): void;
  spent(): Spent;
  /** True from the moment that a call was refused: what came after it may be a makeshift, such as a safe reply. */
  exceeded(): boolean;
};

/**
 * Counts model calls and refuses, before it is made, one that would go beyond `maxCalls`, or that might, with what is under
 * way, go beyond `maxCost`: held against it is the worst that a call may come to, a token for two bytes of its prompt and as
 * many as it may answer with. Where a server ever counted more than that, all later calls are taken to be as bad.
 *
 * A call is one `chat` that a reader began to read, however often the connection within tries (at most three times, and
 * only where nothing had come). One that broke or was left early counts with estimated tokens; one that a
 * server refused counts as a call without tokens.
 * @throws {InputError} a cap of cost without prices, a limit that is no number from 0 on
 */
export const meter = ({ prices, maxCalls, maxCost }: MeterLimits = {}): Meter => {
  checkLimit(maxCalls, "most calls");
  checkLimit(maxCost, "highest cost");
  if (maxCost !== undefined && prices === undefined) {
    throw new InputError({
      what: "a cost cannot be capped without knowing what the model charges",
      fix: "tell its prices, or cap the number of calls instead",
    });
  }
  const total = { calls: 0, prompt: 0, completion: 0, hits: 0 };
  /** US dollars that the calls under way may come to, and how many they are. */
  let underWay = 0;
  let open = 0;
  /** US dollars that calls may have come to beyond what is counted for them, since nobody told their tokens. */
  let untold = 0;
  const worst = worstCase();
  let refused = false;

  const costOf = ({ prompt, completion }: Tokens): number =>
    prices === undefined ? 0 : (prompt * prices.promptPerMillion + completion * prices.completionPerMillion) / 1e6;

  const refusal = (reserved: number): LmError | undefined => {
    if (maxCalls !== undefined && total.calls >= maxCalls) return overBudget(`${total.calls} of ${maxCalls} calls`);
    if (maxCost === undefined) return undefined;
    const spent = costOf(total) + untold;
    if (spent + underWay + reserved <= maxCost) return undefined;
    const also = underWay > 0 ? ` and up to ${dollars(underWay)} under way` : "";
    return overBudget(`${dollars(spent)} of ${dollars(maxCost)}${also}`);
  };

  async function* counted(connection: ModelConnection, request: ChatRequest, options: CallOptions) {
    const { signal } = options;
    if (signal?.aborted) throw new LmError("aborted", "the call was cancelled", { retryable: false });
    const reserved = costOf(worst.of(request));
    const no = refusal(reserved);
    if (no !== undefined) {
      refused = true;
      throw no;
    }
    total.calls++;
    underWay += reserved;
    open++;
    let usage: Extract<ChatPart, { type: "usage" }> | undefined;
    let text = "";
    let isBilled = true;
    try {
      for await (const part of connection.chat(request, options)) {
        if (part.type === "usage") usage = part;
        else text += part.text;
        yield part;
      }
    } catch (error) {
      isBilled = text !== "" || usage !== undefined || !isUnbilled(error);
      throw error;
    } finally {
      underWay = --open === 0 ? 0 : underWay - reserved;
      if (usage !== undefined) worst.learn(request, { prompt: usage.promptTokens, completion: usage.completionTokens });
      if (isBilled) {
        const tokens = {
          prompt: usage?.promptTokens ?? estimateRequestTokens(request),
          completion: usage?.completionTokens ?? estimateTokens(text),
        };
        total.prompt += tokens.prompt;
        total.completion += tokens.completion;
        if (usage === undefined) untold += Math.max(0, reserved - costOf(tokens));
      }
    }
  }

  return {
    wrap: (connection) => ({
      identity: connection.identity,
      canJudge: connection.canJudge,
      chat: (request, options) => counted(connection, request, options),
    }),
    countHit() {
      total.hits++;
    },
    spent: () => ({
      calls: total.calls,
      promptTokens: total.prompt,
      completionTokens: total.completion,
      ...(prices !== undefined && { cost: costOf(total) }),
      cachedCalls: total.hits,
    }),
    exceeded: () => refused,
  };
};

const overBudget = (spent: string): LmError =>
  new LmError(
    "over-budget",
    `the budget does not allow another model call: ${spent} spent. Raise it, and go on with --resume: no call is made twice`,
    { retryable: false },
  );

const checkLimit = (limit: number | undefined, what: string): void => {
  if (limit === undefined || limit >= 0) return;
  throw new InputError({ what: `the ${what} is ${limit}`, expected: "a number from 0 on" });
};
