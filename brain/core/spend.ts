/** What a connection is asked for. */
export const roles = ["reply", "fallback", "judge", "sentiment", "embed", "player", "reflect"] as const;
export type Role = (typeof roles)[number];

/** Whom a call is made for; its spend is held against their budgets. */
export type Account = {
  /** Id of the conversation; missing where there is none (a compile embeds). */
  readonly session?: string;
  /** Who chats, as the operator names them. */
  readonly user?: string;
  readonly persona?: string;
  /** `chat`, `say`, `eval`, `compile`, … */
  readonly command: string;
};

/** A call as the ledger knows it. */
export type Call = {
  readonly account: Account;
  readonly role: Role;
  readonly provider: string;
  readonly model: string;
  /** Its name in understudy.yaml. */
  readonly connection?: string;
};

/** Tokens of a call and US dollars, `undefined` where its price is not known. */
export type Amount = {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cost: number | undefined;
};

/** What one call to a server came to, also one that was made again. */
export type Spend = Amount & {
  readonly lm: string;
  readonly role: Role;
  /** Whether the tokens were counted here, since the server told none. */
  readonly isEstimated: boolean;
};

/** Turns of a conversation where nobody says otherwise: far more than people have, few enough for a script that runs wild. */
export const defaultMaxTurns = 50;

export const budgetScopes = ["session", "user", "day", "month"] as const;
export type BudgetScope = (typeof budgetScopes)[number];
export const budgetUnits = ["turns", "tokens", "cost"] as const;
export type BudgetUnit = (typeof budgetUnits)[number];

/** US dollars a million tokens. */
export type Price = { readonly prompt: number; readonly completion: number };

type Limit = { readonly tokens?: number | undefined; readonly cost?: number | undefined };

/** What may be spent; what is missing is not limited. Costs are US dollars. */
export type BudgetLimits = {
  /** Turns: 0 for as many as one likes. */
  readonly session?: (Limit & { readonly turns?: number | undefined }) | undefined;
  readonly user?: (Limit & { readonly per: "day" | "month" }) | undefined;
  /** Of all that counts towards one ledger, UTC as providers bill. */
  readonly day?: Limit | undefined;
  readonly month?: Limit | undefined;
  /** Share (0–1) from which on a budget is nearly used up. */
  readonly soft: number;
};

/** How far a budget is used up. `cost` is in US dollars. */
export type BudgetStanding = {
  readonly scope: BudgetScope;
  readonly unit: BudgetUnit;
  readonly limit: number;
  /** Settled. */
  readonly used: number;
  /** The worst that calls under way may come to. */
  readonly reserved: number;
  /** What a call that it has no room for may come to, at its worst. */
  readonly asked?: number | undefined;
  /**
   * Of both together: `soft` from the share on that the operator set, `hard` where nothing is left, or too little for the
   * call that was refused last (`asked`). One that is smaller may still find room.
   */
  readonly level: "free" | "soft" | "hard";
  /** ISO 8601 instant at which a period ends and the next begins with nothing used; missing for a session's. */
  readonly freeAt?: string;
};

/** The right to make one call. One of the two is called, once; later calls change nothing. */
export type Reservation = {
  /** What it came to. */
  settle(used: Amount & { readonly isEstimated: boolean }): Promise<void>;
  /** The server said that it did nothing, or was never reached. */
  release(): Promise<void>;
};

/**
 * Counts what calls come to, exactly, also where several processes count at once, and refuses, before it is made, a call
 * that might go beyond a budget: its worst is held against them until it is settled.
 */
export type Ledger = {
  /** @throws {LmError} over-budget, with the standing of the budget that refused @throws {StoreError} where budgets are set and cannot be read */
  reserve(call: Call, worst: Amount): Promise<Reservation>;
  /** Of every budget that this account falls under; `turns` is what the session has had. */
  standing(account: Account, turns: number): Promise<readonly BudgetStanding[]>;
};

/** Told of each call when it is settled. */
export type OnSpend = (spend: Spend) => void;
