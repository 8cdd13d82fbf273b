import type { TurnEvent, TurnEventOf } from "../../../brain/core/turn.ts";

/** The last event of a type. */
export const lastOf = <T extends TurnEvent["type"]>(
  events: readonly TurnEvent[],
  type: T,
): TurnEventOf<T> | undefined => events.findLast((event): event is TurnEventOf<T> => event.type === type);

/** All events of a type, in their order. */
export const allOf = <T extends TurnEvent["type"]>(events: readonly TurnEvent[], type: T): TurnEventOf<T>[] =>
  events.filter((event): event is TurnEventOf<T> => event.type === type);

/** Milliseconds for a reader: `0.4 ms`, `12 ms`, `3.2 s`. */
export const readableTime = (ms: number): string => {
  if (ms >= 999.5) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 9.95 ? `${Number(ms.toFixed(1))} ms` : `${Math.round(ms)} ms`;
};
