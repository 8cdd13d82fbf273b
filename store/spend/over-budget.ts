import { dollars } from "../../brain/core/dollars.ts";
import { LmError } from "../../brain/core/errors.ts";
import type { BudgetScope, BudgetStanding, Call } from "../../brain/core/spend.ts";
import type { Budget } from "./budgets-at.ts";
import { toDollars } from "./nano.ts";

/** `asked`: what the call might have come to that was refused last; 0 where one found room since. */
export type Sums = { readonly used: number; readonly reserved: number; readonly asked: number };

/** How far a budget is used up, in the units of people. `soft`: the share from which on it is nearly so. */
export const standingOf = (budget: Budget, { used, reserved, asked }: Sums, soft: number): BudgetStanding => {
  const { scope, unit, limit, freeAt } = budget;
  const inUnits = (figure: number) => (unit === "cost" ? toDollars(figure) : figure);
  const taken = used + reserved;
  const isRefused = asked > 0 && taken + asked > limit;
  return {
    scope,
    unit,
    limit: inUnits(limit),
    used: inUnits(used),
    reserved: inUnits(reserved),
    ...(isRefused && { asked: inUnits(asked) }),
    level: taken >= limit || isRefused ? "hard" : taken >= limit * soft ? "soft" : "free",
    ...(freeAt !== undefined && { freeAt }),
  };
};

/** Says which budget refuses a call that may come to `worst`, with its figures, and when it is free again. */
export const overBudget = (budget: Budget, sums: Sums, worst: number): LmError => {
  const standing = standingOf(budget, { ...sums, asked: worst }, 1);
  const { limit, used, reserved, freeAt } = standing;
  const figure = (sum: number) => (budget.unit === "cost" ? dollars(sum) : `${sum.toLocaleString("en-US")} tokens`);
  const whose = `the ${owners[budget.scope]} budget of ${figure(limit)}`;
  const underWay = reserved === 0 ? "" : `, up to ${figure(reserved)} under way`;
  const may = figure(budget.unit === "cost" ? toDollars(worst) : worst);
  const what =
    sums.used + sums.reserved >= budget.limit ? `${whose} is used up` : `${whose} leaves too little for another call`;
  const again =
    freeAt === undefined ? "A new conversation begins with a new one" : `It is free again at ${inUtc(freeAt)}`;
  const message = `${what}: ${figure(used)} spent${underWay}; this call may come to ${may}. ${again}; or raise ${budget.setting} in understudy.yaml`;
  return new LmError("over-budget", message, { retryable: false, budget: standing });
};

/** A price that nobody knows can be held against no budget of money. */
export const unpriced = ({ provider, model, connection }: Call, budget: Budget, sums: Sums): LmError => {
  const where = connection === undefined ? "to a connection of its own" : `to connections.${connection}`;
  const message = `what ${provider}:${model} charges is not known, so that ${budget.setting} cannot be kept. Add \`price: PROMPT/COMPLETION\`, in US dollars a million tokens, ${where} in understudy.yaml`;
  return new LmError("over-budget", message, {
    retryable: false,
    budget: standingOf(budget, { ...sums, asked: 0 }, 1),
  });
};

const owners: Readonly<Record<BudgetScope, string>> = {
  session: "conversation's",
  user: "user's",
  day: "day's",
  month: "month's",
};

/** `2026-10-02 00:00 UTC`. */
const inUtc = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;
