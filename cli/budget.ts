import type { BudgetStanding } from "../app/spend/open-spend.ts";
import { bar } from "./bar.ts";
import { barWidths, firstThatFits, hanging, inLocale } from "./lay-out.ts";
import { print } from "./print.ts";
import { localeIsUnicode } from "./sparkline.ts";
import { asTable } from "./table.ts";
import { tell } from "./tell.ts";
import { budgetAmount } from "./terminal/inspector/budget-words.ts";

export type BudgetOptions = {
  readonly session?: string;
  readonly user?: string;
  readonly json?: boolean;
  /** Whether it is a gate. */
  readonly check?: boolean;
};

const gateClosed = 100;

/** Prints how far each budget is used up. Returns the exit code: with `check` 100 where one is used up. */
export const showBudget = async ({ session, user, json, check }: BudgetOptions): Promise<number> => {
  const { readBudgets } = await import("../app/spend/open-spend.ts");
  const account = { ...(session !== undefined && { session }), ...(user !== undefined && { user }) };
  const standings = await readBudgets(account, Date.now);
  if (json) await print(`${JSON.stringify(standings, null, 2)}\n`);
  else {
    const { processEnvironment } = await import("../app/config.ts");
    const isUnicode = localeIsUnicode(processEnvironment());
    const lines =
      standings.length === 0
        ? hanging("", none(account))
        : [...tableOf(standings, isUnicode), ...refusalsOf(standings)];
    await print(`${inLocale(lines, isUnicode).join("\n")}\n`);
  }
  const used = standings.filter(({ level }) => level === "hard");
  if (!check || used.length === 0) return 0;
  tell(`used up: ${used.map(nameOf).join(", ")}`);
  return gateClosed;
};

const none = (account: object): string =>
  `no budget of tokens or money ${Object.keys(account).length > 0 ? "holds for it" : "is set for a day or a month"}: \`budgets\` in understudy.yaml sets them; --session and --user show those of one`;

/** With bars as wide as there is room for; on narrow terminals a block for each. */
const tableOf = (standings: readonly BudgetStanding[], isUnicode: boolean): readonly string[] => {
  const head = [
    "budget",
    "used",
    standings.some(({ reserved }) => reserved > 0) ? "under way" : "",
    "limit",
    "",
    "",
    "free again",
  ];
  const table = (barWidth: number) =>
    asTable([head, ...standings.map((standing) => rowOf(standing, barWidth, isUnicode))], { figures: [1, 2, 3] });
  return firstThatFits([...barWidths.map((width) => () => table(width)), () => standings.flatMap(inBlock)]);
};

/** Why a budget of which something is left is used up all the same. */
const refusalsOf = (standings: readonly BudgetStanding[]): readonly string[] =>
  standings.flatMap((standing) => {
    const { used, reserved, limit, asked } = standing;
    if (asked === undefined || used + reserved >= limit) return [];
    const figure = budgetAmount(standing);
    const underWay = reserved === 0 ? "" : ` (${figure(reserved)} under way)`;
    const figures = `${figure(used)} of ${figure(limit)}${underWay}, and a reply may come to ${figure(asked)}`;
    return hanging("", `${nameOf(standing)} used up: ${figures}`);
  });

const rowOf = (standing: BudgetStanding, width: number, isUnicode: boolean): readonly string[] => {
  const { reserved, limit, used } = standing;
  const figure = budgetAmount(standing);
  return [
    nameOf(standing),
    figure(used),
    reserved === 0 ? "" : figure(reserved),
    figure(limit),
    levelOf(standing),
    width === 0 ? "" : `▕${bar(shareOf(standing), width, { isUnicode }).padEnd(width)}▏`,
    freeAgain(standing),
  ];
};

const inBlock = (standing: BudgetStanding): readonly string[] => {
  const { reserved, limit, used } = standing;
  const figure = budgetAmount(standing);
  const underWay = reserved === 0 ? "" : ` and ${figure(reserved)} under way`;
  return [
    ...hanging("", `${nameOf(standing)}  ${levelOf(standing)}`),
    ...hanging("    ", `${figure(used)}${underWay} of ${figure(limit)}; free again ${freeAgain(standing)}`),
  ];
};

const shareOf = ({ used, reserved, limit }: BudgetStanding): number => (used + reserved) / limit;

const levelOf = (standing: BudgetStanding): string =>
  `${Math.floor(shareOf(standing) * 100)} %${standing.level === "free" ? "" : standing.level === "soft" ? " nearly used up" : " used up"}`;

const freeAgain = ({ freeAt }: BudgetStanding): string =>
  freeAt === undefined ? "with a new conversation" : `${freeAt.slice(0, 16).replace("T", " ")} UTC`;

const nameOf = ({ scope, unit }: BudgetStanding): string => `${scope} ${unit}`;
