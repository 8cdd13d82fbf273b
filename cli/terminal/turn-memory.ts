import type { TurnEvent } from "../../brain/core/turn.ts";

/** Events of the last turns, by number, for `/why`. */
export type TurnMemory = {
  add(event: TurnEvent): void;
  get(turn: number): readonly TurnEvent[] | undefined;
  /** Oldest first. */
  numbers(): readonly number[];
};

/** Turns kept: with a prompt of about 20 kB each, 2 MB. */
const keptTurns = 100;

export const createTurnMemory = (): TurnMemory => {
  const turns = new Map<number, TurnEvent[]>();
  return {
    add(event) {
      const events = turns.get(event.turn);
      if (events) events.push(event);
      else turns.set(event.turn, [event]);
      const [oldest] = turns.keys();
      if (turns.size > keptTurns && oldest !== undefined) turns.delete(oldest);
    },
    get: (turn) => turns.get(turn),
    numbers: () => [...turns.keys()],
  };
};
