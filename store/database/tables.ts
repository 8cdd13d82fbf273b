import type { Generated, Kysely } from "kysely";

/**
 * What stands in `.understudy/understudy.db`. Money is in billionths of a US dollar, so that sums are exact; moments are
 * ISO 8601 in UTC; what is true is 1. Each table is strict: what does not fit its column is refused, not bent.
 */
export type Tables = {
  migrations: { number: number; at: string };
  /** Calls under way. What is settled moves to `calls`, under the same id. */
  reservations: CallColumns & { id: Generated<number>; holder: string };
  /** What calls came to. */
  calls: CallColumns & {
    id: number;
    is_estimated: number;
    /** Its process ended before it could say: its worst is what counts. */
    is_lost: number;
  };
  /** Running sums, so that a check against a budget is a few look-ups however many calls there were. */
  totals: {
    scope: "session" | "user-day" | "user-month" | "day" | "month";
    key: string;
    tokens: number;
    cost_nano: number;
    reserved_tokens: number;
    reserved_cost_nano: number;
    /** What the call might have come to that was refused last, until one finds room; 0 where none was. */
    asked_tokens: number;
    asked_cost_nano: number;
  };
  experiment_turns: {
    experiment: string;
    variant: string;
    /** What was assigned: a user, or a session. */
    unit: string;
    session: string;
    turn: number;
    at: string;
    blocked: number;
    failed: number;
    completed: number | null;
    latency_ms: number | null;
    prompt_tokens: number | null;
    completion_tokens: number | null;
    cost_nano: number | null;
  };
  /** Who stopped or started what, the oldest first: nothing is struck out, so that it can be told later who spoke when. */
  experiment_decisions: {
    id: Generated<number>;
    experiment: string;
    /** `""`: all of the experiment. */
    variant: string;
    action: "stop" | "start";
    by: "canary" | "operator";
    at: string;
    reason: string;
  };
};

export type Database = Kysely<Tables>;

/** `at`: when it was reserved, which is the day that it counts for. */
type CallColumns = {
  at: string;
  session: string | null;
  user: string | null;
  persona: string | null;
  command: string;
  role: string;
  provider: string;
  model: string;
  connection: string | null;
  prompt_tokens: number;
  completion_tokens: number;
  cost_nano: number | null;
};
