import type { Decision } from "../core/decision.ts";
import type { CallOptions } from "../core/ports.ts";
import type { Account, Spend } from "../core/spend.ts";

/** What goes along with every call of a turn, and what is heard back. */
export const callsOf = (account: Account, signal: AbortSignal | undefined) => {
  const decisions: Decision[] = [];
  const spends: Spend[] = [];
  const call: CallOptions & { readonly account: Account } = {
    ...(signal && { signal }),
    account,
    onDecision: (decision) => decisions.push(decision),
    onSpend: (spend) => spends.push(spend),
  };
  /** US dollars; `undefined` where nothing was counted, or a price is not known. */
  const cost = (): number | undefined => {
    if (spends.length === 0) return undefined;
    return spends.reduce<number | undefined>(
      (sum, spend) => (sum === undefined || spend.cost === undefined ? undefined : sum + spend.cost),
      0,
    );
  };
  return { call, decisions, cost };
};
