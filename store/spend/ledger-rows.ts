import type { Insertable, Transaction } from "kysely";
import type { LmError } from "../../brain/core/errors.ts";
import type { Amount, BudgetLimits, Call, Role } from "../../brain/core/spend.ts";
import { keptStatement } from "../database/kept-statement.ts";
import type { Database, Tables } from "../database/tables.ts";
import { type Holder, isElsewhere, mayRun } from "../holder.ts";
import { type Budget, budgetsAt, type Total, totalsAt } from "./budgets-at.ts";
import { toNano } from "./nano.ts";
import { overBudget, type Sums, unpriced } from "./over-budget.ts";

/** A process elsewhere is taken to have died with its call after so many milliseconds: the longest reply takes minutes. */
const longestCall = 3_600_000;

export type Used = Amount & { readonly isEstimated: boolean };

/** Calls beside a reply. They are small: that one finds room says nothing of a reply. */
const besides: ReadonlySet<Role> = new Set(["embed", "judge", "sentiment"]);

/** A call that there is no room for, with what it asked of each budget that has none. */
export type Refusal = { readonly error: LmError; readonly asked: readonly { budget: Budget; worst: number }[] };

type Reserved = Omit<Tables["reservations"], "id"> & { readonly id: number };

/** Holds the worst of a call against all budgets, in one transaction; or says which of them refuse. */
export const reserveRow = (
  db: Database,
  {
    call,
    worst,
    at,
    limits,
    holder,
  }: {
    readonly call: Call;
    readonly worst: Amount;
    readonly at: string;
    readonly limits: BudgetLimits;
    readonly holder: Holder;
  },
): Promise<number | Refusal> =>
  db.transaction().execute(async (inside) => {
    const budgets = budgetsAt(limits, call.account, at);
    const refusal = async () => refusalOf(budgets, await sumsOf(inside, budgets), call, worst);
    let refused = await refusal();
    // What dead processes hold may be counted too high, never too low: it stays, but what they held twice is freed.
    if (refused !== undefined && (await countLost(inside, at)) > 0) refused = await refusal();
    if (refused !== undefined) return refused;
    const amounts = amountsOf(worst);
    const [row] = await hold(inside, { ...about(call), ...amounts, at, holder: JSON.stringify(holder) });
    const { id } = row as { readonly id: number }; // one row was put in, and its id is asked for
    await add(inside, totalsAt(call.account, at), { reserved: amounts, isReply: !besides.has(call.role) });
    return id;
  });

/** Remembers what a refused call asked for, so that others see of the budgets that they have no room for the like. */
export const keepRefusal = (db: Database, { asked }: Refusal): Promise<void> =>
  db.transaction().execute(async (inside) => {
    for (const { budget, worst } of asked) {
      const what = budget.unit === "cost" ? { asked_cost_nano: worst } : { asked_tokens: worst };
      await inside
        .insertInto("totals")
        .values({ ...budget.total, ...nothing, ...what })
        .onConflict((conflict) => conflict.columns(["scope", "key"]).doUpdateSet(what))
        .execute();
    }
  });

/** Puts what a call came to in the place of what was held for it. One that was counted as lost is put right; a second time changes nothing. */
export const settleRow = (db: Database, id: number, used: Used): Promise<void> =>
  db.transaction().execute(async (inside) => {
    const amounts = amountsOf(used);
    const isEstimated = used.isEstimated ? 1 : 0;
    const held = await take(inside, id);
    if (held !== undefined) {
      await move(inside, held, { ...amounts, is_estimated: isEstimated, is_lost: 0 });
      return;
    }
    const lost = await inside
      .selectFrom("calls")
      .selectAll()
      .where("id", "=", id)
      .where("is_lost", "=", 1)
      .executeTakeFirst();
    if (lost === undefined) return;
    await inside
      .updateTable("calls")
      .set({ ...amounts, is_estimated: isEstimated, is_lost: 0 })
      .where("id", "=", id)
      .execute();
    await add(inside, totalsOf(lost), { used: amounts, unused: lost });
  });

/** Frees what was held; one that was counted as lost is taken back. A second time changes nothing. */
export const releaseRow = (db: Database, id: number): Promise<void> =>
  db.transaction().execute(async (inside) => {
    const held = await take(inside, id);
    if (held !== undefined) return add(inside, totalsOf(held), { freed: held });
    const lost = await inside
      .deleteFrom("calls")
      .where("id", "=", id)
      .where("is_lost", "=", 1)
      .returningAll()
      .executeTakeFirst();
    if (lost !== undefined) await add(inside, totalsOf(lost), { unused: lost });
  });

/** Counts calls of processes that have ended without a word at their worst: no server can have billed more. Returns how many they were. */
export const sweepLost = (db: Database, at: string): Promise<number> =>
  db.transaction().execute((inside) => countLost(inside, at));

/** Sums of all totals that these budgets look at, by budget. */
export const sumsOf = async (
  db: Database | Transaction<Tables>,
  budgets: readonly Budget[],
): Promise<(budget: Budget) => Sums> => {
  const wanted = distinct(budgets.map(({ total }) => total));
  if (wanted.length === 0) return () => ({ used: 0, reserved: 0, asked: 0 });
  const rows: Tables["totals"][] = [];
  for (const total of wanted) rows.push(...((await find(db, total)) as Tables["totals"][])); // all columns of that table
  return ({ total, unit }) => {
    const row = rows.find(({ scope, key }) => scope === total.scope && key === total.key);
    return unit === "cost"
      ? { used: row?.cost_nano ?? 0, reserved: row?.reserved_cost_nano ?? 0, asked: row?.asked_cost_nano ?? 0 }
      : { used: row?.tokens ?? 0, reserved: row?.reserved_tokens ?? 0, asked: row?.asked_tokens ?? 0 };
  };
};

const find = keptStatement<Total>((db, { scope, key }) =>
  db.selectFrom("totals").selectAll().where("scope", "=", scope).where("key", "=", key),
);

const refusalOf = (
  budgets: readonly Budget[],
  sumsFor: (budget: Budget) => Sums,
  call: Call,
  worst: Amount,
): Refusal | undefined => {
  const asked = budgets.flatMap((budget) => {
    const { used, reserved } = sumsFor(budget);
    const amount = budget.unit === "cost" ? toNano(worst.cost ?? 0) : worst.promptTokens + worst.completionTokens;
    // What costs nothing is never refused for money.
    return amount > 0 && used + reserved + amount > budget.limit ? [{ budget, worst: amount }] : [];
  });
  const unknown = worst.cost === undefined ? budgets.find(({ unit }) => unit === "cost") : undefined;
  if (unknown !== undefined) return { error: unpriced(call, unknown, sumsFor(unknown)), asked };
  const [first] = asked;
  return first && { error: overBudget(first.budget, sumsFor(first.budget), first.worst), asked };
};

const countLost = async (inside: Transaction<Tables>, at: string): Promise<number> => {
  const held = await inside.selectFrom("reservations").selectAll().execute();
  const gone = new Map<string, boolean>();
  const isLost = ({ holder, at: since }: Reserved): boolean => {
    // Written by this program alone, into a table of its own.
    const process = JSON.parse(holder) as Holder;
    if (isElsewhere(process)) return Date.parse(at) - Date.parse(since) > longestCall;
    const known = gone.get(holder) ?? !mayRun(process);
    gone.set(holder, known);
    return known;
  };
  const lost = held.filter(isLost);
  for (const row of lost) {
    await inside.deleteFrom("reservations").where("id", "=", row.id).execute();
    const { prompt_tokens, completion_tokens, cost_nano } = row;
    await move(inside, row, { prompt_tokens, completion_tokens, cost_nano, is_estimated: 1, is_lost: 1 });
  }
  return lost.length;
};

type TotalSums = Omit<Insertable<Tables["totals"]>, "scope" | "key">;

type Amounts = Pick<Tables["calls"], "prompt_tokens" | "completion_tokens" | "cost_nano">;

const take = async (inside: Transaction<Tables>, id: number): Promise<Reserved | undefined> =>
  (await taken(inside, { id }))[0] as Reserved | undefined; // all columns of that table

const taken = keptStatement<{ readonly id: number }>((inside, { id }) =>
  inside.deleteFrom("reservations").where("id", "=", id).returningAll(),
);

const move = async (
  inside: Transaction<Tables>,
  held: Reserved,
  outcome: Amounts & Pick<Tables["calls"], "is_estimated" | "is_lost">,
): Promise<void> => {
  const { holder: _, ...call } = held;
  await keep(inside, { ...call, ...outcome });
  await add(inside, totalsOf(held), { freed: held, used: outcome });
};

/** Adds to running sums: what is newly held (for a reply, or beside one), what no longer is, what was used, and what turned out not to have been. */
const add = async (
  inside: Transaction<Tables>,
  totals: readonly Total[],
  change: {
    readonly reserved?: Amounts;
    readonly isReply?: boolean;
    readonly freed?: Amounts;
    readonly used?: Amounts;
    readonly unused?: Amounts;
  },
): Promise<void> => {
  const { reserved, isReply = false } = change;
  // A reply that found room is news of the budgets; a smaller call is not.
  const answered = (amount: number) => (isReply && amount > 0 ? Number.MAX_SAFE_INTEGER : amount);
  const met = { tokens: answered(tokensOf(reserved)), cost: answered(reserved?.cost_nano ?? 0) };
  const sums = {
    tokens: tokensOf(change.used) - tokensOf(change.unused),
    cost_nano: (change.used?.cost_nano ?? 0) - (change.unused?.cost_nano ?? 0),
    reserved_tokens: tokensOf(reserved) - tokensOf(change.freed),
    reserved_cost_nano: (reserved?.cost_nano ?? 0) - (change.freed?.cost_nano ?? 0),
    metTokens: met.tokens,
    metCost: met.cost,
  };
  for (const total of totals) await addTo(inside, { ...total, ...sums });
};

const hold = keptStatement<Insertable<Tables["reservations"]>>((inside, call) =>
  inside.insertInto("reservations").values(call).returning("id"),
);

const keep = keptStatement<Tables["calls"]>((inside, call) => inside.insertInto("calls").values(call));

type Addition = Omit<Tables["totals"], "asked_tokens" | "asked_cost_nano"> & {
  readonly metTokens: number;
  readonly metCost: number;
};

const addTo = keptStatement<Addition>((inside, { metTokens, metCost, ...sums }) =>
  inside
    .insertInto("totals")
    .values({ ...nothing, ...sums })
    .onConflict((conflict) =>
      conflict.columns(["scope", "key"]).doUpdateSet((to) => ({
        tokens: to("totals.tokens", "+", to.ref("excluded.tokens")),
        cost_nano: to("totals.cost_nano", "+", to.ref("excluded.cost_nano")),
        reserved_tokens: to("totals.reserved_tokens", "+", to.ref("excluded.reserved_tokens")),
        reserved_cost_nano: to("totals.reserved_cost_nano", "+", to.ref("excluded.reserved_cost_nano")),
        asked_tokens: to
          .case()
          .when("totals.asked_tokens", "<=", metTokens)
          .then(0)
          .else(to.ref("totals.asked_tokens"))
          .end(),
        asked_cost_nano: to
          .case()
          .when("totals.asked_cost_nano", "<=", metCost)
          .then(0)
          .else(to.ref("totals.asked_cost_nano"))
          .end(),
      })),
    ),
);

const nothing = {
  tokens: 0,
  cost_nano: 0,
  reserved_tokens: 0,
  reserved_cost_nano: 0,
  asked_tokens: 0,
  asked_cost_nano: 0,
} satisfies TotalSums;

const tokensOf = (amounts: Amounts | undefined): number =>
  amounts === undefined ? 0 : amounts.prompt_tokens + amounts.completion_tokens;

const totalsOf = ({ session, user, at }: Pick<Tables["calls"], "session" | "user" | "at">): readonly Total[] =>
  totalsAt({ ...(session !== null && { session }), ...(user !== null && { user }), command: "" }, at);

const amountsOf = ({ promptTokens, completionTokens, cost }: Amount): Amounts => ({
  prompt_tokens: Math.ceil(promptTokens),
  completion_tokens: Math.ceil(completionTokens),
  cost_nano: cost === undefined ? null : toNano(cost),
});

const about = ({ account, role, provider, model, connection }: Call) => ({
  session: account.session ?? null,
  user: account.user ?? null,
  persona: account.persona ?? null,
  command: account.command,
  role,
  provider,
  model,
  connection: connection ?? null,
});

const distinct = (totals: readonly Total[]): readonly Total[] => [
  ...new Map(totals.map((total) => [JSON.stringify(total), total])).values(),
];
