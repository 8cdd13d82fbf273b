import { join } from "node:path";
import { BrainError } from "../../brain/core/errors.ts";
import type { PredictionRecord } from "../../brain/core/prediction.ts";
import { ratingLog } from "../../store/rating-log.ts";
import { readPredictions } from "../../store/read-predictions.ts";
import type { Since } from "../parse-span.ts";
import { turnMeasurer } from "./measured-turn.ts";
import { modelsOf } from "./model-metrics.ts";
import type { MeasuredTurn } from "./turn-metric.ts";

export type TurnFilter = Since & {
  /** Name of the persona. */
  readonly persona?: string;
  /** `provider:model`, or the model alone: turns in which it was asked. */
  readonly model?: string;
};

export type ReadTurns = {
  readonly turns: readonly MeasuredTurn[];
  /** What could not be read, for people. */
  readonly problems: readonly string[];
};

/**
 * The turns of the prediction log that pass the filter, with the ratings of their replies. Records are read one after the
 * other and let go again: a turn stays in memory with some 530 bytes (measured on 100,000), its texts do not.
 * @throws {StoreError} unreadable
 */
export const readTurns = async (home: string, filter: TurnFilter = {}): Promise<ReadTurns> => {
  const problems: string[] = [];
  const ratings = await ratingsOf(home, (problem) => problems.push(problem));
  const { since, until } = filter;
  let damaged = 0;
  const records = readPredictions({
    directory: join(home, "predictions"),
    ...(since !== undefined && { since: new Date(since).toISOString() }),
    ...(until !== undefined && { until: new Date(until).toISOString() }),
    onDamaged: () => {
      damaged++;
    },
  });
  const turns = await turnsOf(records, ratings, filter);
  if (damaged > 0) problems.push(`${damaged} damaged ${damaged === 1 ? "line" : "lines"} of the log left out`);
  return { turns, problems };
};

export type Ratings = ReadonlyMap<string, "good" | "bad">;

export const turnsOf = async (
  records: AsyncIterable<PredictionRecord>,
  ratings: Ratings,
  { since, until, persona, model }: TurnFilter,
): Promise<readonly MeasuredTurn[]> => {
  const measured = turnMeasurer();
  const turns: MeasuredTurn[] = [];
  for await (const record of records) {
    if (persona !== undefined && record.metadata.persona !== persona) continue;
    const turn = measured(record, ratings.get(turnKey(record.conversation_id, record.metadata.turn)));
    if (Number.isNaN(turn.at) || turn.at < (since ?? turn.at) || turn.at >= (until ?? Number.POSITIVE_INFINITY))
      continue;
    if (model !== undefined && !modelsOf(turn).some((lm) => isModel(lm, model))) continue;
    turns.push(turn);
  }
  return turns;
};

export const turnKey = (session: string, turn: number): string => `${turn} ${session}`;

const isModel = (lm: string, asked: string): boolean => lm === asked || lm.slice(lm.indexOf(":") + 1) === asked;

const ratingsOf = async (home: string, onProblem: (problem: string) => void): Promise<Ratings> => {
  try {
    const list = await ratingLog({ path: join(home, "ratings.jsonl") }).list();
    return new Map(list.map(({ session, turn, verdict }) => [turnKey(session, turn), verdict]));
  } catch (error) {
    if (!(error instanceof BrainError)) throw error;
    // Figures without ratings are better than none.
    onProblem(`ratings are left out: ${error.message}`);
    return new Map();
  }
};
