import { plural } from "../../evals/reports/eval-words.ts";
import type { ExperimentTurn } from "../../store/experiments/experiment-log.ts";

/** What is counted as one: the user where one was named (`--user`), else the conversation. `mixed`: now the one, now the other. */
export type UnitKind = "user" | "conversation" | "mixed";

/** The one word for all that an experiment counts. */
export const unitKindOf = (turns: readonly Pick<ExperimentTurn, "unit" | "session">[]): UnitKind => {
  const ofUsers = turns.filter(({ unit, session }) => unit !== session).length;
  if (ofUsers === 0) return "conversation";
  return ofUsers === turns.length ? "user" : "mixed";
};

/** `user`, `conversation`, `user or conversation`. */
export const unitName = (kind: UnitKind): string => (kind === "mixed" ? "user or conversation" : kind);

/** `users`, `conversations`, `users and conversations`. */
export const unitNames = (kind: UnitKind): string => (kind === "mixed" ? "users and conversations" : `${kind}s`);

/** `1 user`, `12 users and conversations`. */
export const countedUnits = (n: number, kind: UnitKind): string =>
  kind === "mixed" && n !== 1 ? `${n} ${unitNames(kind)}` : plural(n, unitName(kind));
