import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { ScoredCase } from "../../brain/core/evaluation.ts";
import { type ClusterTotals, caseMeans, clusterTotals } from "./case-means.ts";
import { clusteredInterval } from "./clustered-interval.ts";
import { normalTail } from "./student.ts";

/** With at most so many conversations all patterns of signs are gone through. */
const mostExact = 12;
const drawn = 10_000;
/** With more the distribution of the sum is taken for normal, by its exact variance: 10,000 draws of 100,000 signs take seconds. */
const mostDrawn = 2000;
const seed = 15_012;

/** The mean difference (−1 to 1) of scores of the same cases, its 95 % interval, and the chance `p` of one as large by chance. */
export type PairedTest = {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  /** Cases that both have a score of. */
  readonly n: number;
  readonly clusters: number;
};

/**
 * How `other` differs from `baseline` on the cases that both have a score of, repetitions averaged. `p` is of the two-sided
 * permutation test that swaps the two within whole conversations (Pitman 1937, JRSS Supplement 4, p. 119):
 * exact with up to 12 conversations, by 10,000 seeded draws with up to 2,000, by the normal distribution beyond. It cannot be below 2^(1 − conversations).
 */
export const pairedTest = (baseline: readonly ScoredCase[], other: readonly ScoredCase[]): PairedTest => {
  const before = caseMeans(baseline);
  const differences = [...caseMeans(other)].flatMap(([id, { conversation, mean }]) => {
    const against = before.get(id);
    return against === undefined ? [] : [{ conversation, mean: mean - against.mean }];
  });
  const totals = clusterTotals(differences);
  const n = differences.length;
  const difference = n === 0 ? 0 : totals.sums.reduce((all, each) => all + each, 0) / n;
  const { low, high } = clusteredInterval(totals, { low: -1, high: 1 });
  return {
    difference,
    low: Math.min(low, difference),
    high: Math.max(high, difference),
    p: signFlip(totals),
    n,
    clusters: totals.sums.length,
  };
};

function signFlip({ sums }: ClusterTotals): number {
  // Conversations without a difference are the same under either sign.
  const moved = sums.filter((sum) => sum !== 0);
  const observed = Math.abs(moved.reduce((all, each) => all + each, 0));
  // A sum that differs by rounding alone counts as equal.
  const least = observed - 1e-9 * Math.max(1, observed);
  if (moved.length <= mostExact) {
    const patterns = 2 ** moved.length;
    let asLarge = 0;
    for (let pattern = 0; pattern < patterns; pattern++) if (flipped(moved, pattern) >= least) asLarge++;
    return asLarge / patterns;
  }
  if (moved.length > mostDrawn) {
    return Math.min(1, 2 * normalTail(observed / Math.sqrt(moved.reduce((all, each) => all + each * each, 0))));
  }
  const random = xoroshiro128plus(seed);
  let asLarge = 1;
  for (let draw = 0; draw < drawn; draw++) if (drawnSum(moved, () => random.next()) >= least) asLarge++;
  return asLarge / (drawn + 1);
}

/** The sum's size when the sums whose bit is set in `pattern` change their sign. */
function flipped(sums: Float64Array, pattern: number): number {
  let sum = 0;
  for (let at = 0; at < sums.length; at++) sum += (pattern >> at) & 1 ? -(sums[at] ?? 0) : (sums[at] ?? 0);
  return Math.abs(sum);
}

/** The sum's size when each sign is tossed anew; a random number serves 32 of them. */
function drawnSum(sums: Float64Array, next: () => number): number {
  let sum = 0;
  let bits = 0;
  for (let at = 0; at < sums.length; at++) {
    if ((at & 31) === 0) bits = next();
    sum += bits & 1 ? -(sums[at] ?? 0) : (sums[at] ?? 0);
    bits >>>= 1;
  }
  return Math.abs(sum);
}
