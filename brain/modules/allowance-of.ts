import type { ModelConnection } from "../core/ports.ts";
import type { Account, BudgetStanding, Ledger } from "../core/spend.ts";
import type { TurnEventOf } from "../core/turn.ts";
import { figures } from "./answer.ts";

type Spender = {
  readonly lm: ModelConnection;
  readonly line?: readonly ModelConnection[];
  readonly budgets?: Pick<Ledger, "standing">;
  /** Answers in place of `lm` once a budget of tokens or money is nearly used up. */
  readonly cheaper?: ModelConnection;
};

/** What the budgets leave a turn. */
export type Allowance<Speaker> = {
  /** Whether nothing is left: then no model and no embedder is asked. */
  readonly isOver: boolean;
  /** Budgets to be told of. */
  readonly told: readonly Omit<TurnEventOf<"budget">, "type" | "turn">[];
  /** The one that answers: the cheaper connection first, where a budget of tokens or money is nearly used up. */
  readonly speakers: Speaker;
  /** Why the budgets cannot be known. */
  readonly fault?: unknown;
};

/** What the budgets leave a turn, before anything is asked. Never throws: care and the truth about what answers cost nothing. */
export const allowanceOf = async <Speaker extends Spender>(
  spender: Speaker,
  account: Account,
  turns: number,
): Promise<Allowance<Speaker>> => {
  const { budgets, cheaper, lm, line = [] } = spender;
  try {
    const standing = (await budgets?.standing(account, turns)) ?? [];
    const isNearlyOver = standing.some(({ level, unit }) => level !== "free" && unit !== "turns");
    return {
      isOver: standing.some(isSpent),
      told: standing.flatMap((budget) => {
        if (budget.level === "free") return [];
        return [{ ...figures(budget), level: isSpent(budget) ? ("hard" as const) : ("soft" as const) }];
      }),
      speakers: isNearlyOver && cheaper ? { ...spender, lm: cheaper, line: [lm, ...line] } : spender,
    };
  } catch (fault) {
    return { isOver: false, told: [], speakers: spender, fault };
  }
};

/**
 * Whether nobody is to be asked. Where only too little is left for the call that was refused last, or what is left is held
 * by calls under way, those are asked that speak: one that costs less may find room, and the ledger knows.
 */
const isSpent = ({ used, limit }: BudgetStanding): boolean => used >= limit;
