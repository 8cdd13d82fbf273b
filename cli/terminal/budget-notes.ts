import type { TurnEvent, TurnEventOf } from "../../brain/core/turn.ts";
import { budgetMark } from "./inspector/budget-words.ts";

/** Remembers how budgets stand, and of which somebody was told. */
export type BudgetNotes = {
  take(event: TurnEvent): void;
  /** Whether nobody was told of this budget yet, in this conversation; told it is then. */
  isNew(event: TurnEventOf<"budget">): boolean;
  /** For the status, as the last turn left them. */
  mark(): string | undefined;
};

/** @param session the id of the conversation that is held now */
export const createBudgetNotes = (session: () => string | undefined): BudgetNotes => {
  const told = new Set<string>();
  let standings: readonly TurnEventOf<"budget">[] = [];
  /** The conversation that they were told in. */
  let of: string | undefined;
  return {
    take(event) {
      if (event.type === "turn") {
        standings = [];
        of = event.session;
      }
      if (event.type === "budget") standings = [...standings.filter((one) => !isSame(one, event)), event];
    },
    isNew(event) {
      const key = `${session()} ${event.scope} ${event.unit}`;
      if (event.level !== "soft" || told.has(key)) return false;
      told.add(key);
      return true;
    },
    mark: () => budgetMark(standings.filter(({ scope }) => scope !== "session" || of === session())),
  };
};

const isSame = (one: TurnEventOf<"budget">, other: TurnEventOf<"budget">): boolean =>
  one.scope === other.scope && one.unit === other.unit;
