import { anytimeLowerBound, countUnitHits, logBetAbove } from "../../evals/statistics/rate-above.ts";
import type { TurnOutcome } from "../../store/experiments/experiment-log.ts";
import type { Experiment } from "./experiment-schema.ts";

/** One user may provoke block after block: a stop needs hits of others, too. */
const fewestHitUnits = 2;

/** What a variant's turns came to. */
export type VariantTally = { readonly turns: number; readonly blocked: number; readonly failed: number };

/** One rate of a canary beside its bar. */
export type CanaryRate = {
  readonly rate: "blocked" | "failed";
  readonly hits: number;
  readonly turns: number;
  /** Users, or sessions where users have no name: those that had a turn, and those of them that had a hit. */
  readonly units: number;
  readonly hitUnits: number;
  readonly bar: number;
  /** The mean unit's rate is higher, with the chance of 95 % (of both rates together), at all looks. */
  readonly low: number;
  readonly isOver: boolean;
};

/**
 * The rates of a canary. It is looked at again and again, so an interval made for one look would stop a good variant sooner or
 * later; and turns of one user are alike, so a bound for turns that are independent would take one user's for a proof. These
 * bounds hold at all looks together and go by unit (see `logBetAbove`). Two bars share the 5 %. Nothing is over before
 * `min_turns`. @param turns of the variant since it was last started, the oldest first
 */
export const canaryRates = (
  canary: NonNullable<Experiment["canary"]>,
  turns: readonly TurnOutcome[],
): readonly CanaryRate[] => {
  const bars = [
    { rate: "blocked", bar: canary.max_blocked },
    { rate: "failed", bar: canary.max_failed },
  ] as const;
  const set = bars.flatMap(({ rate, bar }) => (bar === undefined ? [] : [{ rate, bar }]));
  const alpha = 0.05 / set.length;
  return set.map(({ rate, bar }) => {
    const units = countUnitHits(turns.map((turn) => ({ unit: turn.unit, isHit: turn[rate] })));
    const hit = turns.filter((turn) => turn[rate]);
    const hitUnits = new Set(hit.map(({ unit }) => unit)).size;
    const isProven = bar === 0 ? hit.length > 0 : logBetAbove(units, bar) >= -Math.log(alpha);
    return {
      rate,
      hits: hit.length,
      turns: turns.length,
      units: units.units,
      hitUnits,
      bar,
      low: anytimeLowerBound(units, alpha),
      isOver: turns.length >= canary.min_turns && hitUnits >= fewestHitUnits && isProven,
    };
  });
};

/** Why a canary is to be stopped; `undefined` while it may go on. */
export const canaryStop = (
  canary: NonNullable<Experiment["canary"]>,
  turns: readonly TurnOutcome[],
): string | undefined => {
  const over = canaryRates(canary, turns).filter(({ isOver }) => isOver);
  return over.length === 0 ? undefined : over.map(inWords).join("; ");
};

const inWords = ({ rate, hits, turns, units, hitUnits, bar, low }: CanaryRate): string =>
  `${hits} of its ${turns} turns ${rate === "blocked" ? "had a blocked reply" : "failed"}, with ${hitUnits} of ${units} users: more than the ${percent(bar)} of a user's turns allowed (at least ${percent(Math.max(low, bar))}, 95 % sure)`;

const percent = (share: number): string => `${(share * 100).toFixed(1).replace(/\.0$/, "")} %`;
