import type { ReplyRating } from "../../brain/core/session-ports.ts";
import type { ExperimentTurn } from "../../store/experiments/experiment-log.ts";
import type { ExperimentMetric } from "./experiment-schema.ts";

/** A conversation without a turn for as long, in milliseconds, is taken to be over. */
const silence = 30 * 60_000;

export type UnitsSource = {
  /** Of one variant. */
  readonly turns: readonly ExperimentTurn[];
  readonly ratings: readonly Pick<ReplyRating, "session" | "turn" | "verdict">[];
  readonly now: number;
};

/**
 * The value of a metric for each unit (user, else session) that has one: what tests compare. Turns of one user are alike, and
 * counting each as if it stood for itself would make differences out of nothing. What is only known once a conversation is
 * over (its turns, cost, completion) leaves those out in which something was said in the last half hour.
 */
export const unitValues = (metric: ExperimentMetric, source: UnitsSource): ReadonlyMap<string, number> => {
  const reckon = reckoners[metric](source);
  const units = groupBy(source.turns, ({ unit }) => unit);
  return new Map(
    [...units].flatMap(([unit, turns]) => {
      const value = reckon(turns);
      return value === undefined ? [] : [[unit, value] as const];
    }),
  );
};

type Reckon = (turns: readonly ExperimentTurn[]) => number | undefined;

const reckoners: Readonly<Record<ExperimentMetric, (source: UnitsSource) => Reckon>> = {
  satisfaction: ({ ratings }) => {
    const verdicts = new Map(ratings.map(({ session, turn, verdict }) => [keyOf(session, turn), verdict]));
    return (turns) => mean(turns.flatMap(({ session, turn }) => isGood(verdicts.get(keyOf(session, turn)))));
  },
  turns: (source) => (turns) => mean(over(turns, source).map((each) => each.length)),
  blocked: () => (turns) => mean(turns.map(({ blocked }) => Number(blocked))),
  failed: () => (turns) => mean(turns.map(({ failed }) => Number(failed))),
  latency: () => (turns) => mean(turns.flatMap(({ latencyMs }) => latencyMs ?? [])),
  cost: (source) => (turns) => mean(over(turns, source).flatMap(costOf)),
  completion: (source) => (turns) => mean(over(turns, source).map((each) => Number(each.at(-1)?.completed ?? false))),
};

/** The conversations that are over, each with its turns in their order. */
const over = (turns: readonly ExperimentTurn[], { now }: UnitsSource): readonly (readonly ExperimentTurn[])[] =>
  [...groupBy(turns, ({ session }) => session).values()]
    .map((each) => each.toSorted((one, other) => one.turn - other.turn))
    .filter((each) => now - Date.parse(each.at(-1)?.at ?? "") >= silence);

/** Nothing where the price of a turn is not known: half a sum would pass for a small one. */
const costOf = (turns: readonly ExperimentTurn[]): readonly number[] => {
  const costs = turns.flatMap(({ cost }) => cost ?? []);
  return costs.length < turns.length ? [] : [costs.reduce((all, each) => all + each, 0)];
};

const isGood = (verdict: ReplyRating["verdict"] | undefined): readonly number[] =>
  verdict === undefined ? [] : [Number(verdict === "good")];

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((all, each) => all + each, 0) / values.length;

const keyOf = (session: string, turn: number): string => JSON.stringify([session, turn]);

const groupBy = <Value>(values: readonly Value[], keyFrom: (value: Value) => string): ReadonlyMap<string, Value[]> => {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyFrom(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
};
