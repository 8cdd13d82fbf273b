import type { Decision } from "../core/decision.ts";
import type { CallOptions } from "../core/ports.ts";
import type { Account, Spend } from "../core/spend.ts";
import type { TurnEventOf } from "../core/turn.ts";

/** What all calls of a turn came to, as its `usage` event tells it. */
export type Settled = Pick<TurnEventOf<"usage">, "promptTokens" | "completionTokens" | "cost" | "byModel">;

/** What goes along with every call of a turn, and what is heard back. `isCounted`: whether a ledger is kept, which tells of each call. */
export const callsOf = (account: Account, { signal, isCounted }: { signal?: AbortSignal; isCounted: boolean }) => {
  const decisions: Decision[] = [];
  const spends: Spend[] = [];
  const call: CallOptions & { readonly account: Account } = {
    ...(signal && { signal }),
    account,
    onDecision: (decision) => decisions.push(decision),
    onSpend: (spend) => spends.push(spend),
  };
  /** Of all calls, also those that failed and cost something; by model where any but `lm` took of it. `undefined` where nobody counts. */
  const settled = (replier: string): Settled | undefined => {
    if (!isCounted) return undefined;
    const models = [...new Set(spends.map(({ lm }) => lm))];
    const byModel = models.map((lm) => {
      const own = spends.filter((spend) => spend.lm === lm);
      return { lm, calls: own.length, ...sumOf(own) };
    });
    return { ...sumOf(spends), ...(byModel.some(({ lm }) => lm !== replier) && { byModel }) };
  };
  return { call, decisions, settled };
};

/** The cost is missing where a price is not known. */
const sumOf = (spends: readonly Spend[]) => {
  const cost = spends.reduce<number | undefined>(
    (sum, spend) => (sum === undefined || spend.cost === undefined ? undefined : sum + spend.cost),
    0,
  );
  return {
    promptTokens: spends.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
    completionTokens: spends.reduce((sum, { completionTokens }) => sum + completionTokens, 0),
    // To the nanodollar, as the ledger counts.
    ...(cost !== undefined && { cost: Math.round(cost * 1e9) / 1e9 }),
  };
};
