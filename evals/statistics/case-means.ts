import type { ScoredCase } from "../../brain/core/evaluation.ts";

/** The score of one case: the mean of its repetitions. */
export type CaseMean = { readonly conversation: string; readonly mean: number };

/** The scored cases by id. Those without a score are left out; the order of `scored` does not matter, to the last bit. */
export const caseMeans = (scored: readonly ScoredCase[]): ReadonlyMap<string, CaseMean> => {
  const scores = new Map<string, { conversation: string; values: number[] }>();
  for (const { case: evalCase, scored: own } of scored) {
    if (own === undefined) continue;
    const known = scores.get(evalCase.id);
    if (known === undefined) scores.set(evalCase.id, { conversation: evalCase.conversation, values: [own.score] });
    else known.values.push(own.score);
  }
  return new Map(
    [...scores].map(([id, { conversation, values }]) => [id, { conversation, mean: sum(values) / values.length }]),
  );
};

/** Cases added up by conversation: `sums[i]` of `sizes[i]` cases. */
export type ClusterTotals = { readonly sums: Float64Array; readonly sizes: Float64Array };

/** The cases' totals by conversation, sorted by size and sum, so that the order of the cases does not matter. */
export const clusterTotals = (means: Iterable<CaseMean>): ClusterTotals => {
  const clusters = new Map<string, number[]>();
  for (const { conversation, mean } of means) {
    const known = clusters.get(conversation);
    if (known === undefined) clusters.set(conversation, [mean]);
    else known.push(mean);
  }
  const totals = [...clusters.values()]
    .map((values) => ({ size: values.length, total: sum(values) }))
    .sort((one, other) => one.size - other.size || one.total - other.total);
  return {
    sums: Float64Array.from(totals, ({ total }) => total),
    sizes: Float64Array.from(totals, ({ size }) => size),
  };
};

// Adding in one order gives one sum: rounding depends on it.
const sum = (values: number[]): number => values.sort((one, other) => one - other).reduce((all, each) => all + each, 0);
