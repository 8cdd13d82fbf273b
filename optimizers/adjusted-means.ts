import type { EvalCase, ScoredCase } from "../brain/core/evaluation.ts";

/** Steps below this are rounding. */
const settled = 1e-12;
const mostRounds = 500;

/**
 * What each candidate's mean would be over all cases that any was scored on: the least squares of candidate plus case
 * (Yates 1933, Empire Journal of Experimental Agriculture 1, p. 129). So one that failed on the hard cases is held against
 * the others on those that it answered. Where nothing is missing these are the plain means; of two candidates they differ
 * by the mean difference on the cases that both have. One without a score has none; one that shares no case counts as
 * average. In the order of `candidates`.
 */
export const adjustedMeans = (
  candidates: readonly ReadonlyMap<EvalCase, ScoredCase>[],
  cases: readonly EvalCase[],
): readonly (number | undefined)[] => {
  const table = candidates.map((scored) => cases.map((one) => scored.get(one)?.scored?.score));
  const isScored = cases.map((_, at) => table.some((row) => row[at] !== undefined));
  const ease = cases.map((_, at) => mean(table.map((row) => row[at])) ?? 0);
  let leads = table.map(() => 0);
  for (let round = 0; round < mostRounds; round++) {
    const next = table.map((row) => mean(row.map((score, at) => minus(score, ease[at]))) ?? 0);
    const step = Math.max(0, ...next.map((lead, row) => Math.abs(lead - (leads[row] ?? 0))));
    leads = next;
    for (const at of cases.keys()) ease[at] = mean(table.map((row, nth) => minus(row[at], leads[nth]))) ?? 0;
    if (step < settled) break;
  }
  const level = mean(ease.filter((_, at) => isScored[at])) ?? 0;
  return leads.map((lead, row) => (table[row]?.some((score) => score !== undefined) ? level + lead : undefined));
};

const minus = (score: number | undefined, other = 0): number | undefined =>
  score === undefined ? undefined : score - other;

const mean = (values: readonly (number | undefined)[]): number | undefined => {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (value === undefined) continue;
    sum += value;
    count++;
  }
  return count === 0 ? undefined : sum / count;
};
