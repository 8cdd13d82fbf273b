import type { InputError } from "../../brain/core/errors.ts";
import type { Account, BudgetStanding } from "../../brain/core/spend.ts";
import { openLedger } from "../../store/spend/open-ledger.ts";
import { querySpend, type SpendGroup, type SpendReport } from "../../store/spend/query-spend.ts";
import { loadConfig } from "../config.ts";
import { databasePath } from "../connections/open-means.ts";
import { loadSections } from "../load-sections.ts";
import { parseSpan, type Since } from "../parse-span.ts";

export type { SpendGroup, SpendReport, SpendRow } from "../../store/spend/query-spend.ts";
export { spendGroups } from "../../store/spend/query-spend.ts";
export type { BudgetStanding };

export type SpendRequest = { readonly by: SpendGroup; readonly since?: string; readonly until?: string };

/**
 * What calls came to; `report` is missing where nothing was ever counted. `tablePrices`: models that are charged by the
 * table of prices, since nobody said what they charge.
 * @param onFault told what is wrong with understudy.yaml, whose prices are not known then
 * @throws {InputError} @throws {StoreError} @throws {ProgramError}
 */
export const readSpend = async (
  { by, ...given }: SpendRequest,
  now: number,
  onFault?: (fault: InputError) => void,
): Promise<{ readonly span: Since; readonly report?: SpendReport; readonly tablePrices: readonly string[] }> => {
  const span = parseSpan(given, now);
  const config = loadConfig();
  const report = await querySpend({ path: databasePath(config), by, ...span, now });
  if (report === undefined) return { span, tablePrices: [] };
  const { openPrices } = await import("./open-prices.ts");
  const prices = await openPrices(await loadSections(undefined, onFault && { onFault }));
  const tablePrices = report.models
    .filter((identity) => prices.of(identity)?.from === "table")
    .map(({ provider, model }) => `${provider}:${model}`);
  return { span, report, tablePrices: [...new Set(tablePrices)].sort() };
};

/**
 * How far every budget of this account is used up, but for its turns: only a conversation knows them.
 * @throws {InputError} @throws {StoreError} @throws {ProgramError}
 */
export const readBudgets = async (
  account: Pick<Account, "session" | "user">,
  now: () => number,
): Promise<readonly BudgetStanding[]> => {
  const config = loadConfig();
  const { budgets } = await loadSections();
  const ledger = openLedger({ path: databasePath(config), budgets, now, onProblem: () => {}, maxTurns: 0 });
  try {
    return await ledger.standing({ ...account, command: "budget" }, 0);
  } finally {
    await ledger.close();
  }
};
