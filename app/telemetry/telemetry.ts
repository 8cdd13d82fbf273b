import type { PredictionRecord } from "../../brain/core/prediction.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";

/** A turn that is over. */
export type FinishedTurn = {
  readonly events: readonly TurnEvent[];
  readonly record: PredictionRecord;
  /** When each event came: milliseconds since the turn began. With them attempts at a reply are told apart in time. */
  readonly times?: readonly number[];
};

/** Tells a collector of turns. Never throws, and no turn waits for it. */
export type Telemetry = {
  onTurn(turn: FinishedTurn): void;
  /** Sends what is left, for 2 seconds at most. */
  close(): Promise<void>;
};
