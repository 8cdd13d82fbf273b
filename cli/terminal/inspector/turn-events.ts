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

/** US dollars for a reader: `$0.0004`, `$0.031`, `$1.20`. */
export const readableCost = (dollars: number): string => {
  if (dollars === 0) return "$0";
  if (dollars < 1e-6) return "under $0.000001";
  if (dollars >= 0.095) return `$${dollars.toFixed(2)}`;
  // Two figures, however small; `toPrecision` alone would write 4.2e-7.
  return `$${Number(dollars.toPrecision(2)).toFixed(8).replace(/0+$/, "")}`;
};
