import type { Account, BudgetLimits, BudgetScope } from "../../brain/core/spend.ts";
import type { Tables } from "../database/tables.ts";
import { toNano } from "./nano.ts";

/** Which running sum (see tables.ts). */
export type Total = Pick<Tables["totals"], "scope" | "key">;

/** One budget that an account falls under. */
export type Budget = {
  readonly scope: BudgetScope;
  readonly unit: "tokens" | "cost";
  /** Tokens, or billionths of a dollar. */
  readonly limit: number;
  readonly total: Total;
  /** When its period ends; missing for a session's. */
  readonly freeAt?: string;
  /** The key in understudy.yaml that sets it. */
  readonly setting: string;
};

/** All sums that a call of this account counts towards, also those that nobody limits yet: a budget that is set later knows them. */
export const totalsAt = ({ session, user }: Account, at: string): readonly Total[] => {
  const [day, month] = [at.slice(0, 10), at.slice(0, 7)];
  return [
    { scope: "day", key: day },
    { scope: "month", key: month },
    ...(session === undefined ? [] : [{ scope: "session" as const, key: session }]),
    ...(user === undefined
      ? []
      : [
          { scope: "user-day" as const, key: `${day} ${user}` },
          { scope: "user-month" as const, key: `${month} ${user}` },
        ]),
  ];
};

/** The budgets of tokens and money that a call of this account is held against. `at`: ISO 8601 in UTC. */
export const budgetsAt = (limits: BudgetLimits, account: Account, at: string): readonly Budget[] => {
  const totals = totalsAt(account, at);
  const per = limits.user?.per ?? "day";
  const scopes = [
    { scope: "session", total: "session", given: limits.session, freeAt: undefined },
    { scope: "user", total: `user-${per}`, given: limits.user, freeAt: endOf(per, at) },
    { scope: "day", total: "day", given: limits.day, freeAt: endOf("day", at) },
    { scope: "month", total: "month", given: limits.month, freeAt: endOf("month", at) },
  ] as const;
  return scopes.flatMap(({ scope, total: name, given, freeAt }) => {
    const total = totals.find((one) => one.scope === name);
    if (total === undefined) return [];
    const about = { scope, total, ...(freeAt !== undefined && { freeAt }) };
    const setting = (unit: string) => `budgets.${scope}.${unit}`;
    return [
      ...(given?.tokens === undefined
        ? []
        : [{ ...about, unit: "tokens" as const, limit: given.tokens, setting: setting("tokens") }]),
      ...(given?.cost === undefined
        ? []
        : [{ ...about, unit: "cost" as const, limit: toNano(given.cost), setting: setting("cost") }]),
    ];
  });
};

/** Whether any of them limits tokens or money. */
export const limitsSomething = ({ session, user, day, month }: BudgetLimits): boolean =>
  [session, user, day, month].some((given) => given?.tokens !== undefined || given?.cost !== undefined);

const endOf = (period: "day" | "month", at: string): string => {
  const date = new Date(at);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return new Date(period === "day" ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1)).toISOString();
};
