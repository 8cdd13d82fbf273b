import { join } from "node:path";
import type { PredictionRecord } from "../../brain/core/prediction.ts";
import { followPredictions } from "../../store/follow-predictions.ts";
import { type FoundPredictions, type LastPredictions, lastPredictions } from "../../store/last-predictions.ts";
import { type DamagedPrediction, readPredictions } from "../../store/read-predictions.ts";
import { loadConfig } from "../config.ts";

/** Where the prediction log lies below a home. */
export const predictionsFolder = (home: string): string => join(home, "predictions");

export type Period = { readonly since?: string | undefined; readonly until?: string | undefined };

export type Predictions = {
  readonly directory: string;
  /** What was logged, as it was appended. */
  read(period?: Period): AsyncIterable<PredictionRecord>;
  /** The last `count` that are wanted; read from the log's end, and no further than that takes. */
  last(count: number, options?: Period & Pick<LastPredictions, "isWanted">): Promise<FoundPredictions>;
  /** What is logged from now on, until `pause` says that it is enough. */
  follow(pause: () => Promise<boolean>): Promise<AsyncIterable<PredictionRecord>>;
  /** What could not be read so far. */
  readonly damaged: readonly DamagedPrediction[];
};

/** The prediction log of this home, to be read. */
export const openPredictions = ({ home } = loadConfig()): Predictions => {
  const directory = predictionsFolder(home);
  const damaged: DamagedPrediction[] = [];
  const onDamaged = (one: DamagedPrediction): void => {
    damaged.push(one);
  };
  return {
    directory,
    damaged,
    read: (period = {}) => readPredictions({ directory, ...period, onDamaged }),
    last: (count, options = {}) => lastPredictions({ directory, ...options, last: count, onDamaged }),
    follow: (pause) => followPredictions({ directory, pause }),
  };
};
