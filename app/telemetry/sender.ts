import type { FinishedTurn } from "./telemetry.ts";

/** What sends turns, once the packages are there. */
export type Sender = {
  /** @param endedAt milliseconds since 1970 */
  send(turn: FinishedTurn, endedAt: number): void;
  close(): Promise<void>;
};
