import { BrainError } from "../../brain/core/errors.ts";
import {
  type Amount,
  type BudgetLimits,
  type BudgetStanding,
  defaultMaxTurns,
  type Ledger,
  type Reservation,
} from "../../brain/core/spend.ts";
import { type OpenDatabase, openDatabase } from "../database/open-database.ts";
import { thisProcess } from "../holder.ts";
import { budgetsAt, limitsSomething } from "./budgets-at.ts";
import { keepRefusal, releaseRow, reserveRow, settleRow, sumsOf, sweepLost, type Used } from "./ledger-rows.ts";
import { standingOf } from "./over-budget.ts";

/** Milliseconds for which a database that failed is left alone, where nothing depends on it. */
const pauseAfterFault = 30_000;

export type LedgerOptions = {
  /** Of the database; opened at the first call that is counted. */
  readonly path: string;
  readonly budgets: BudgetLimits;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told once, where calls cannot be counted and the chat goes on without. */
  readonly onProblem: (message: string) => void;
  /** Goes before `budgets.session.turns`; 0 for as many as one likes. @default 50 */
  readonly maxTurns?: number | undefined;
};

export type OpenedLedger = Ledger & {
  /** Counts calls that are under way at their worst, then lets go of the file. */
  close(): Promise<void>;
};

/**
 * The ledger in a database. Without a budget of tokens or money a database that fails hinders nobody: calls are made and
 * not counted, which is told. With one, no call is made that cannot be held against it.
 */
export const openLedger = ({ path, budgets, now, onProblem, maxTurns }: LedgerOptions): OpenedLedger => {
  const isLimited = limitsSomething(budgets);
  const mostTurns = maxTurns ?? budgets.session?.turns ?? defaultMaxTurns;
  const holder = thisProcess();
  /** Worst of the calls under way, by id. */
  const underWay = new Map<number, Amount>();
  /** What calls came to that could not be written yet. */
  const unwritten = new Map<number, Used | "released">();
  let opening: Promise<OpenDatabase> | undefined;
  /** How often the file was found to be another one: what was held in one is unknown to the next. */
  let files = 0;
  let wasTold = false;
  let faultAt = Number.NEGATIVE_INFINITY;

  const isoNow = (): string => new Date(now()).toISOString();

  const open = async (): Promise<OpenDatabase> => {
    const opened = await openDatabase(path);
    try {
      await sweepLost(opened.db, isoNow());
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  };

  const database = async (): Promise<OpenDatabase["db"]> => {
    opening ??= open();
    const current = opening;
    let opened: OpenDatabase;
    try {
      opened = await current;
    } catch (error) {
      if (opening === current) opening = undefined;
      throw error;
    }
    // With budgets it refuses by itself: nobody knows any more what was spent.
    if (isLimited || !opened.isAstray()) return opened.db;
    if (opening === current) {
      opening = undefined;
      files++;
      underWay.clear();
      unwritten.clear();
      onProblem(
        `${path} was deleted, moved or replaced: what models cost before is not known any more, and is counted anew`,
      );
      await opened.close();
    }
    return database();
  };

  const write = async (id: number, outcome: Used | "released"): Promise<void> => {
    const db = await database();
    if (!unwritten.has(id)) return;
    if (outcome === "released") await releaseRow(db, id);
    else await settleRow(db, id, outcome);
    unwritten.delete(id);
  };

  const writeAll = async (): Promise<void> => {
    for (const [id, outcome] of unwritten) await write(id, outcome);
  };

  const failed = (error: unknown): void => {
    faultAt = now();
    if (wasTold) return;
    wasTold = true;
    const why = error instanceof BrainError ? error.message : "the database failed in an unexpected way";
    onProblem(`what models cost is not counted for now: ${why}`);
  };

  const isResting = (): boolean => {
    const since = now() - faultAt;
    return since >= 0 && since < pauseAfterFault; // a clock that was set back ends the rest, too
  };

  /** Writes it now, or with the next call: until then its worst stays held. */
  const conclude = async (id: number, outcome: Used | "released"): Promise<void> => {
    underWay.delete(id);
    unwritten.set(id, outcome);
    try {
      await write(id, outcome);
    } catch (error) {
      failed(error);
    }
  };

  return {
    async reserve(call, worst) {
      if (!isLimited && isResting()) return uncounted;
      let reserved: Awaited<ReturnType<typeof reserveRow>>;
      let file: number;
      try {
        const db = await database();
        file = files;
        await writeAll();
        reserved = await reserveRow(db, { call, worst, at: isoNow(), limits: budgets, holder });
      } catch (error) {
        if (isLimited) throw withheld(error);
        failed(error);
        return uncounted;
      }
      if (typeof reserved !== "number") {
        const refusal = reserved;
        await database()
          .then((db) => keepRefusal(db, refusal))
          .catch(failed);
        throw refusal.error;
      }
      if (file !== files) return uncounted;
      const id = reserved;
      underWay.set(id, worst);
      const once = async (outcome: Used | "released") => {
        if (file === files && underWay.has(id)) await conclude(id, outcome);
      };
      return { settle: once, release: () => once("released") };
    },
    async standing(account, turns) {
      const limits = budgetsAt(budgets, account, isoNow());
      const turnStandings =
        account.session === undefined || mostTurns === 0 ? [] : [turnsOf(turns, mostTurns, budgets)];
      if (limits.length === 0) return turnStandings;
      try {
        const sums = await sumsOf(await database(), limits);
        return [...turnStandings, ...limits.map((budget) => standingOf(budget, sums(budget), budgets.soft))];
      } catch (error) {
        throw withheld(error);
      }
    },
    async close() {
      const left = [...underWay];
      for (const [id, worst] of left) await conclude(id, { ...worst, isEstimated: true });
      if (unwritten.size > 0) await writeAll().catch(failed);
      const opened = await opening?.catch(() => undefined);
      opening = undefined;
      await opened?.close();
    },
  };
};

const uncounted: Reservation = { settle: async () => {}, release: async () => {} };

/** Why nobody is asked where the database fails: without budgets the chat would go on. */
const withheld = (error: unknown): unknown =>
  error instanceof BrainError
    ? new BrainError(error.code, `budgets are set, and ${error.message} No model is asked until it can be used.`, {
        cause: error,
        retryable: error.retryable,
      })
    : error;

const turnsOf = (turns: number, limit: number, { soft }: BudgetLimits): BudgetStanding => ({
  scope: "session",
  unit: "turns",
  limit,
  // The turn that ended in a goodbye is none of those that one may have.
  used: Math.min(turns, limit),
  reserved: 0,
  level: turns >= limit ? "hard" : turns >= limit * soft ? "soft" : "free",
});
