import { anytimeLowerBound, logBetAbove } from "../../evals/statistics/rate-above.ts";
import type { Experiment } from "./experiment-schema.ts";

/** What a variant's turns came to since it was last started. */
export type VariantTally = { readonly turns: number; readonly blocked: number; readonly failed: number };

/** One rate of a canary beside its bar. `low`: the rate is higher, with the chance of 95 % (of both rates together), at all looks. */
export type CanaryRate = {
  readonly rate: "blocked" | "failed";
  readonly hits: number;
  readonly turns: number;
  readonly bar: number;
  readonly low: number;
  readonly isOver: boolean;
};

/**
 * The rates of a canary. It is looked at after each turn, so an interval made for one look would stop a good variant sooner or
 * later; these bounds hold at all looks together (see `logBetAbove`). Two bars share the 5 %. Nothing is over before `min_turns`.
 */
export const canaryRates = (canary: NonNullable<Experiment["canary"]>, tally: VariantTally): readonly CanaryRate[] => {
  const bars = [
    { rate: "blocked", bar: canary.max_blocked, hits: tally.blocked },
    { rate: "failed", bar: canary.max_failed, hits: tally.failed },
  ] as const;
  const set = bars.flatMap(({ rate, bar, hits }) => (bar === undefined ? [] : [{ rate, bar, hits }]));
  const alpha = 0.05 / set.length;
  return set.map(({ rate, bar, hits }) => ({
    rate,
    hits,
    turns: tally.turns,
    bar,
    low: anytimeLowerBound(hits, tally.turns, alpha),
    isOver: tally.turns >= canary.min_turns && logBetAbove(hits, tally.turns, bar) >= -Math.log(alpha),
  }));
};

/** Why a canary is to be stopped; `undefined` while it may go on. */
export const canaryStop = (canary: NonNullable<Experiment["canary"]>, tally: VariantTally): string | undefined => {
  const over = canaryRates(canary, tally).filter(({ isOver }) => isOver);
  return over.length === 0 ? undefined : over.map(inWords).join("; ");
};

const inWords = ({ rate, hits, turns, bar, low }: CanaryRate): string =>
  `${hits} of its ${turns} turns ${rate === "blocked" ? "had a blocked reply" : "failed"}: more than the ${percent(bar)} allowed, beyond doubt (at least ${percent(Math.max(low, bar))})`;

const percent = (share: number): string => `${(share * 100).toFixed(1).replace(/\.0$/, "")} %`;
