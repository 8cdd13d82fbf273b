import { type Kysely, sql } from "kysely";
import { openDatabase } from "../database/open-database.ts";
import type { Tables } from "../database/tables.ts";

/** One turn under an experiment. */
export type ExperimentTurn = {
  readonly experiment: string;
  readonly variant: string;
  /** Whom it was assigned to: a user, else a session. */
  readonly unit: string;
  readonly session: string;
  readonly turn: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly blocked: boolean;
  readonly failed: boolean;
  readonly completed: boolean;
  readonly latencyMs: number | undefined;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars. */
  readonly cost: number | undefined;
};

export type ExperimentDecision = {
  readonly experiment: string;
  /** Missing where it is about all of the experiment. */
  readonly variant?: string;
  readonly action: "stop" | "start";
  readonly by: "canary" | "operator";
  readonly at: string;
  readonly reason: string;
};

/** What a canary is judged by. */
export type TurnOutcome = Pick<ExperimentTurn, "unit" | "blocked" | "failed">;

/** What experiments came to, in the database that all processes of this home share. What it throws names the file. */
export type ExperimentLog = {
  /** A turn that is told again (it was tried anew) adds its blocks and cost to the first telling; else the last one counts. */
  add(turn: ExperimentTurn): Promise<void>;
  turns(experiment: string): Promise<readonly ExperimentTurn[]>;
  /** Of a variant's turns, the oldest first, those alone that are not older than `since`. */
  outcomes(experiment: string, variant: string, since?: string): Promise<readonly TurnOutcome[]>;
  /** Names under which there are turns. */
  names(): Promise<readonly string[]>;
  /** The oldest first. */
  decisions(experiment?: string): Promise<readonly ExperimentDecision[]>;
  /** False where that is how it stands already: of two processes that decide the same one alone is told so. */
  decide(decision: ExperimentDecision): Promise<boolean>;
  close(): Promise<void>;
};

const nano = 1e9;

/** @throws {StoreError} @throws {ProgramError} damaged, mismatched, busy */
export const openExperimentLog = async (path: string): Promise<ExperimentLog> => {
  const opened = await openDatabase(path);
  const { db } = opened;
  return {
    async add(turn) {
      await db
        .insertInto("experiment_turns")
        .values(rowOf(turn))
        .onConflict((conflict) =>
          conflict.columns(["session", "turn"]).doUpdateSet((row) => ({
            experiment: row.ref("excluded.experiment"),
            variant: row.ref("excluded.variant"),
            unit: row.ref("excluded.unit"),
            at: row.ref("excluded.at"),
            blocked: sql<number>`max(experiment_turns.blocked, excluded.blocked)`,
            failed: row.ref("excluded.failed"),
            completed: row.ref("excluded.completed"),
            latency_ms: row.ref("excluded.latency_ms"),
            prompt_tokens: sql<number>`experiment_turns.prompt_tokens + excluded.prompt_tokens`,
            completion_tokens: sql<number>`experiment_turns.completion_tokens + excluded.completion_tokens`,
            // Unknown, where one of the two is.
            cost_nano: sql<number>`experiment_turns.cost_nano + excluded.cost_nano`,
          })),
        )
        .execute();
    },

    async turns(experiment) {
      const rows = await db
        .selectFrom("experiment_turns")
        .selectAll()
        .where("experiment", "=", experiment)
        .orderBy("at")
        .orderBy("session")
        .orderBy("turn")
        .execute();
      return rows.map(turnOf);
    },

    async outcomes(experiment, variant, since = "") {
      const rows = await db
        .selectFrom("experiment_turns")
        .select(["unit", "blocked", "failed"])
        .where("experiment", "=", experiment)
        .where("variant", "=", variant)
        .where("at", ">=", since)
        .orderBy("at")
        .orderBy("session")
        .orderBy("turn")
        .execute();
      return rows.map(({ unit, blocked, failed }) => ({ unit, blocked: blocked === 1, failed: failed === 1 }));
    },

    async names() {
      const rows = await db
        .selectFrom("experiment_turns")
        .select("experiment")
        .distinct()
        .orderBy("experiment")
        .execute();
      return rows.map(({ experiment }) => experiment);
    },

    decisions: (experiment) => decisionsIn(db, experiment),

    decide: ({ variant = "", ...decision }) =>
      db.transaction().execute(async (transaction) => {
        const last = (await decisionsIn(transaction, decision.experiment)).findLast(
          (each) => (each.variant ?? "") === variant,
        );
        if ((last?.action ?? "start") === decision.action) return false;
        await transaction
          .insertInto("experiment_decisions")
          .values({ ...decision, variant })
          .execute();
        return true;
      }),

    close: () => opened.close(),
  };
};

const decisionsIn = async (
  db: Kysely<Tables>,
  experiment: string | undefined,
): Promise<readonly ExperimentDecision[]> => {
  const all = db.selectFrom("experiment_decisions").selectAll().orderBy("id");
  const rows = await (experiment === undefined ? all : all.where("experiment", "=", experiment)).execute();
  return rows.map(({ id: _, variant, ...decision }) => (variant === "" ? decision : { ...decision, variant }));
};

const rowOf = (turn: ExperimentTurn): Tables["experiment_turns"] => ({
  experiment: turn.experiment,
  variant: turn.variant,
  unit: turn.unit,
  session: turn.session,
  turn: turn.turn,
  at: turn.at,
  blocked: Number(turn.blocked),
  failed: Number(turn.failed),
  completed: Number(turn.completed),
  latency_ms: turn.latencyMs ?? null,
  prompt_tokens: turn.promptTokens,
  completion_tokens: turn.completionTokens,
  cost_nano: turn.cost === undefined ? null : Math.round(turn.cost * nano),
});

const turnOf = (row: Tables["experiment_turns"]): ExperimentTurn => ({
  experiment: row.experiment,
  variant: row.variant,
  unit: row.unit,
  session: row.session,
  turn: row.turn,
  at: row.at,
  blocked: row.blocked === 1,
  failed: row.failed === 1,
  completed: row.completed === 1,
  latencyMs: row.latency_ms ?? undefined,
  promptTokens: row.prompt_tokens ?? 0,
  completionTokens: row.completion_tokens ?? 0,
  cost: row.cost_nano === null ? undefined : row.cost_nano / nano,
});
