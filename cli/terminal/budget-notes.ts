import type { TurnEvent, TurnEventOf } from "../../brain/core/turn.ts";
import { budgetMark } from "./inspector/budget-words.ts";

/** Remembers how budgets stand, and of which somebody was told. */
export type BudgetNotes = {
  take(event: TurnEvent): void;
  /**
   * Whether nobody was told yet, in this conversation, that this budget is nearly used up, or that it is; told it is then.
   * Of one that is used up nobody needs to be told that it nearly is.
   */
  isNew(event: TurnEventOf<"budget">): boolean;
  /** For the status, as the last turn left them. */
  mark(): string | undefined;
};

/** @param session the id of the conversation that is held now */
export const createBudgetNotes = (session: () => string | undefined): BudgetNotes => {
  const told = new Map<string, "soft" | "hard">();
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
      const wasTold = told.get(key);
      if (wasTold === "hard" || wasTold === event.level) return false;
      told.set(key, event.level);
      return true;
    },
    mark: () => budgetMark(standings.filter(({ scope }) => scope !== "session" || of === session())),
  };
};

const isSame = (one: TurnEventOf<"budget">, other: TurnEventOf<"budget">): boolean =>
  one.scope === other.scope && one.unit === other.unit;
