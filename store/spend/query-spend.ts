import { statSync } from "node:fs";
import { sql } from "kysely";
import { exactDollars } from "../../brain/core/dollars.ts";
import { openDatabase } from "../database/open-database.ts";
import { errnoOf, StoreError } from "../store-error.ts";
import { sweepLost } from "./ledger-rows.ts";
import { toDollars } from "./nano.ts";

export const spendGroups = [
  "model",
  "provider",
  "connection",
  "day",
  "month",
  "persona",
  "role",
  "user",
  "session",
  "command",
] as const;
export type SpendGroup = (typeof spendGroups)[number];

/** What calls of one group came to. */
export type SpendRow = {
  /** `null` for calls of none: without a user, say. */
  readonly name: string | null;
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars, of those whose price was known. */
  readonly cost: number;
  /** Calls whose tokens were counted here, since the server told none. */
  readonly estimated: number;
  /** Calls whose price nobody knew. */
  readonly unpriced: number;
  /** Calls whose process died with them: counted at their worst. */
  readonly lost: number;
};

export type SpendReport = {
  readonly rows: readonly SpendRow[];
  readonly total: SpendRow;
  /** Calls under way now, in this or other processes: not in the rows. */
  readonly underWay: number;
  /** Models in the rows. */
  readonly models: readonly { readonly provider: string; readonly model: string; readonly connection?: string }[];
};

export type SpendQuery = {
  /** Of the database. */
  readonly path: string;
  readonly by: SpendGroup;
  /** Milliseconds since 1970: from, and up to but without. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly now: number;
};

/**
 * What calls came to, by group: days and months in their order, others by what they cost. `undefined` where nothing was
 * ever counted; nothing is made then.
 * @throws {StoreError} @throws {ProgramError} damaged, mismatched
 */
export const querySpend = async ({ path, by, since, until, now }: SpendQuery): Promise<SpendReport | undefined> => {
  if (!isThere(path)) return undefined;
  const { db, close } = await openDatabase(path);
  try {
    await sweepLost(db, new Date(now).toISOString());
    const calls = () => {
      let query = db.selectFrom("calls");
      if (since !== undefined) query = query.where("at", ">=", new Date(since).toISOString());
      if (until !== undefined) query = query.where("at", "<", new Date(until).toISOString());
      return query;
    };
    const groups = await calls()
      .select([
        names[by].as("name"),
        sql<number>`count(*)`.as("calls"),
        sql<number>`sum(prompt_tokens)`.as("prompt"),
        sql<number>`sum(completion_tokens)`.as("completion"),
        sql<number>`coalesce(sum(cost_nano), 0)`.as("cost"),
        sql<number>`sum(is_estimated)`.as("estimated"),
        sql<number>`sum(cost_nano is null)`.as("unpriced"),
        sql<number>`sum(is_lost)`.as("lost"),
      ])
      .groupBy(names[by])
      .execute();
    const models = await calls().select(["provider", "model", "connection"]).distinct().execute();
    const { underWay } = await db
      .selectFrom("reservations")
      .select(sql<number>`count(*)`.as("underWay"))
      .executeTakeFirstOrThrow();
    const rows = groups
      .map(({ prompt, completion, cost, ...row }) => ({
        ...row,
        promptTokens: prompt,
        completionTokens: completion,
        cost: toDollars(cost),
      }))
      .sort(by === "day" || by === "month" ? inTime : byCost);
    return {
      rows,
      total: rows.reduce(plus, none),
      underWay,
      models: models.map(({ connection, ...model }) => ({ ...model, ...(connection !== null && { connection }) })),
    };
  } finally {
    await close();
  }
};

/** @throws {StoreError} its folder is none, or cannot be looked into: "nothing was spent" would be a guess */
const isThere = (path: string): boolean => {
  try {
    statSync(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return false;
    throw new StoreError("unreadable", path, error);
  }
};

const names: Readonly<Record<SpendGroup, ReturnType<typeof sql<string | null>>>> = {
  model: sql`provider || ':' || model`,
  provider: sql`provider`,
  connection: sql`connection`,
  day: sql`substr(at, 1, 10)`,
  month: sql`substr(at, 1, 7)`,
  persona: sql`persona`,
  role: sql`role`,
  user: sql`user`,
  session: sql`session`,
  command: sql`command`,
};

const none: SpendRow = {
  name: null,
  calls: 0,
  promptTokens: 0,
  completionTokens: 0,
  cost: 0,
  estimated: 0,
  unpriced: 0,
  lost: 0,
};

/** Sums of whole billionths stay exact: dollars alone would add their rounding up. */
const plus = (a: SpendRow, b: SpendRow): SpendRow => ({
  name: null,
  calls: a.calls + b.calls,
  promptTokens: a.promptTokens + b.promptTokens,
  completionTokens: a.completionTokens + b.completionTokens,
  cost: exactDollars(a.cost + b.cost),
  estimated: a.estimated + b.estimated,
  unpriced: a.unpriced + b.unpriced,
  lost: a.lost + b.lost,
});

const inTime = (a: SpendRow, b: SpendRow): number => compare(a.name ?? "", b.name ?? "");

const byCost = (a: SpendRow, b: SpendRow): number =>
  b.cost - a.cost ||
  b.promptTokens + b.completionTokens - (a.promptTokens + a.completionTokens) ||
  compare(a.name ?? "", b.name ?? "");

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
