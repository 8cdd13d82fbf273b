import { dollars, exactDollars } from "../../../brain/core/dollars.ts";
import type { BudgetStanding } from "../../../brain/core/spend.ts";
import type { TurnEvent, TurnEventOf } from "../../../brain/core/turn.ts";
import { allOf } from "./turn-events.ts";

const owners: Readonly<Record<BudgetStanding["scope"], string>> = {
  session: "this conversation",
  user: "this user",
  day: "the day",
  month: "the month",
};

/** `the day's budget`, `this conversation's turns` */
export const budgetName = ({ scope, unit }: Pick<BudgetStanding, "scope" | "unit">): string =>
  `${owners[scope]}'s ${{ turns: "turns", tokens: "tokens", cost: "budget" }[unit]}`;

/**
 * `$1.66 of $2.00`, `12,000 of 20,000 tokens`, and what is reserved of it by calls under way; where too little is left for
 * a call, what that may come to: `3,831 of 7,000 tokens used, and a reply may come to 3,400`.
 */
export const budgetFigures = (standing: BudgetStanding): string => {
  const { unit, used, reserved, limit, asked } = standing;
  const figure = budgetAmount(standing);
  const held = reserved === 0 ? "" : `, ${figure(reserved)} reserved`;
  const of = `${figure(used)} of ${figure(limit)}${unit === "cost" ? "" : ` ${unit}`}`;
  if (asked === undefined || !isLeft(standing)) return `${of}${held}`;
  return `${of} used${held}, and a reply may come to ${figure(asked)}`;
};

/**
 * How amounts of this budget are written. Money: the limit as it was set, all else with as many digits as the limit and what
 * was asked for have, so that it can be seen what went over what.
 */
export const budgetAmount = ({ unit, limit, asked }: Pick<BudgetStanding, "unit" | "limit" | "asked">) => {
  if (unit !== "cost") return (sum: number): string => sum.toLocaleString("en");
  const exact = exactDollars(limit)
    .toFixed(9)
    .replace(/0{1,7}$/, "");
  const digits = Math.max(decimalsOf(exact), asked === undefined ? 0 : decimalsOf(dollars(asked)));
  return (sum: number): string => {
    if (sum === limit) return `$${exact}`;
    const short = dollars(sum);
    return decimalsOf(short) >= digits ? short : `$${sum.toFixed(digits)}`;
  };
};

/** Whole percents, rounded down: 100 only where nothing is left. */
export const budgetPercent = ({ used, reserved, limit }: BudgetStanding): number =>
  limit === 0 ? 100 : Math.min(100, Math.floor(((used + reserved) / limit) * 100 + 1e-9));

/** What a person is told of a budget that is nearly used up, once. */
export const softNotice = (standing: BudgetStanding): string =>
  `${capital(budgetName(standing))} ${standing.unit === "cost" ? "is" : "are"} ${budgetPercent(standing)} % used: ${budgetFigures(standing)}.`;

/** What an operator is told below a goodbye: the figures, and what can be done. */
export const hardNotice = (
  standing: BudgetStanding | undefined,
  { begin = "A new conversation goes on" }: { readonly begin?: string } = {},
): string => {
  if (standing === undefined) return "A budget allows no further reply: `understudy budget` shows which.";
  const verb = standing.unit === "cost" ? "allows" : "allow";
  const why = isLeft(standing) && standing.asked === undefined ? ", and what a reply costs is not known" : "";
  const told = `${capital(budgetName(standing))} ${verb} no further reply: ${budgetFigures(standing)}${why}.`;
  const raise = `raise budgets.${standing.scope}.${standing.unit} in understudy.yaml`;
  if (standing.scope !== "session") return `${told} To go on, ${raise}; \`understudy budget\` shows all.`;
  const flag = standing.unit === "turns" ? ", or start with --max-turns 0" : "";
  return `${told} ${begin}; for longer ones ${raise}${flag}.`;
};

/** The budget that ended the talk: the last one of the turn of which nothing is left. */
export const hardBudget = (events: readonly TurnEvent[]): TurnEventOf<"budget"> | undefined =>
  allOf(events, "budget").findLast(({ level }) => level === "hard");

/** `day budget 83 %`, `session turns used up`: the one that is used up furthest. */
export const budgetMark = (standings: readonly BudgetStanding[]): string | undefined => {
  const [first] = standings
    .filter(({ level }) => level !== "free")
    .toSorted((a, b) => Number(b.level === "hard") - Number(a.level === "hard") || budgetPercent(b) - budgetPercent(a));
  if (first === undefined) return undefined;
  const name = `${first.scope} ${first.unit === "cost" ? "budget" : first.unit}`;
  return first.level === "hard" ? `${name} used up` : `${name} ${budgetPercent(first)} %`;
};

const isLeft = ({ used, reserved, limit }: BudgetStanding): boolean => used + reserved < limit;

const decimalsOf = (text: string): number => text.length - text.indexOf(".") - 1;

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
