import type { BudgetStanding } from "../app/spend/open-spend.ts";
import { dollars } from "../brain/core/dollars.ts";
import { bar } from "./bar.ts";
import { hanging } from "./lay-out.ts";
import { print } from "./print.ts";
import { asTable } from "./table.ts";
import { tell } from "./tell.ts";
import { budgetFigures } from "./terminal/inspector/budget-words.ts";

export type BudgetOptions = {
  readonly session?: string;
  readonly user?: string;
  readonly json?: boolean;
  /** Whether it is a gate. */
  readonly check?: boolean;
};

const gateClosed = 100;
const chartWidth = 16;

/** Prints how far each budget is used up. Returns the exit code: with `check` 100 where nothing is left of one. */
export const showBudget = async ({ session, user, json, check }: BudgetOptions): Promise<number> => {
  const { readBudgets } = await import("../app/spend/open-spend.ts");
  const account = { ...(session !== undefined && { session }), ...(user !== undefined && { user }) };
  const standings = await readBudgets(account, Date.now);
  if (json) await print(`${JSON.stringify(standings, null, 2)}\n`);
  else {
    const lines = standings.length === 0 ? [none(account)] : [...tableOf(standings), ...refusalsOf(standings)];
    await print(`${lines.join("\n")}\n`);
  }
  const used = standings.filter(({ level }) => level === "hard");
  if (!check || used.length === 0) return 0;
  tell(`used up: ${used.map(nameOf).join(", ")}`);
  return gateClosed;
};

const none = (account: object): string =>
  `no budget of tokens or money ${Object.keys(account).length > 0 ? "holds for it" : "is set for a day or a month"}: \`budgets\` in understudy.yaml sets them; --session and --user show those of one`;

const tableOf = (standings: readonly BudgetStanding[]): readonly string[] =>
  asTable(
    [
      [
        "budget",
        "used",
        standings.some(({ reserved }) => reserved > 0) ? "under way" : "",
        "limit",
        "",
        "",
        "free again",
      ],
      ...standings.map((standing) => {
        const { unit, used, reserved, limit, level, freeAt } = standing;
        const figure = (sum: number) => (unit === "cost" ? dollars(sum) : sum.toLocaleString("en-US"));
        const share = (used + reserved) / limit;
        return [
          nameOf(standing),
          figure(used),
          reserved === 0 ? "" : figure(reserved),
          figure(limit),
          `${Math.floor(share * 100)} %${level === "free" ? "" : level === "soft" ? " nearly used up" : " used up"}`,
          `▕${bar(share, chartWidth).padEnd(chartWidth)}▏`,
          freeAt === undefined ? "with a new conversation" : `${freeAt.slice(0, 16).replace("T", " ")} UTC`,
        ];
      }),
    ],
    { figures: [1, 2, 3] },
  );

/** Why a budget of which something is left is used up all the same. */
const refusalsOf = (standings: readonly BudgetStanding[]): readonly string[] =>
  standings.flatMap((standing) => {
    const isLeft = standing.used + standing.reserved < standing.limit;
    if (standing.asked === undefined || !isLeft) return [];
    return hanging("", `${nameOf(standing)} used up: ${budgetFigures(standing)}`);
  });

const nameOf = ({ scope, unit }: BudgetStanding): string => `${scope} ${unit}`;
