import type { Summarize } from "../../brain/core/ports.ts";
import { caseMeans, clusterTotals } from "./case-means.ts";
import { clusteredInterval } from "./clustered-interval.ts";

/**
 * The mean over cases, repetitions of a case counted as one, with its 95 % interval (see `clusteredInterval`); 0–1 around 0
 * where nothing was scored: look at `n` first. `errors` and `skipped` count answers.
 */
export const summarize: Summarize = (scored) => {
  const means = caseMeans(scored);
  const totals = clusterTotals(means.values());
  const errors = scored.filter(({ error }) => error !== undefined).length;
  const skipped = scored.filter((each) => each.error === undefined && each.scored === undefined).length;
  const n = means.size;
  const mean = n === 0 ? 0 : totals.sums.reduce((all, each) => all + each, 0) / n;
  const { low, high } = clusteredInterval(totals);
  return {
    n,
    clusters: totals.sums.length,
    mean: Math.min(1, mean),
    // Rounding may put an end a hair's breadth past the mean.
    low: Math.min(low, mean),
    high: Math.max(high, Math.min(1, mean)),
    errors,
    skipped,
  };
};
