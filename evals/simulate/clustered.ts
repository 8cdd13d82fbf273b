import { wilsonInterval } from "../wilson.ts";

/** A share of turns or conversations with its 95 % interval; `clusters` conversations stand behind it. */
export type ClusteredShare = {
  readonly hits: number;
  readonly n: number;
  readonly clusters: number;
  /** 0–1; `undefined` where there was nothing to count. */
  readonly share?: number;
  readonly low: number;
  readonly high: number;
};

/** A mean over turns, or over conversations, with its 95 % interval; without one where a single conversation stands behind it. */
export type ClusteredMean = {
  readonly n: number;
  readonly clusters: number;
  readonly mean?: number;
  readonly low?: number;
  readonly high?: number;
};

/** Two-sided 95 %. */
const z = 1.959964;

/**
 * The share of hits among units that come in conversations: Wilson's interval on the effective sample size, which is `n`
 * over the design effect of the clusters (Korn and Graubard 1998, Survey Methodology 24, p. 193). Where nothing or
 * everything is a hit the design effect cannot be seen, so that conversations count as the units.
 */
export const clusteredShare = (clusters: readonly { readonly hits: number; readonly n: number }[]): ClusteredShare => {
  const used = clusters.filter(({ n }) => n > 0);
  const [hits, n] = [sum(used.map((each) => each.hits)), sum(used.map((each) => each.n))];
  if (n === 0) return { hits, n, clusters: 0, low: 0, high: 1 };
  const share = hits / n;
  const effective = effectiveSize(used, share, n);
  const { low, high } = wilsonInterval(share * effective, effective);
  return { hits, n, clusters: used.length, share, low: Math.min(low, share), high: Math.max(high, share) };
};

const effectiveSize = (
  clusters: readonly { readonly hits: number; readonly n: number }[],
  share: number,
  n: number,
): number => {
  const count = clusters.length;
  // One unit a conversation: nothing hangs together.
  if (count === n) return n;
  if (count < 2 || share === 0 || share === 1) return count;
  const between = ratioVariance(
    clusters.map((each) => ({ total: each.hits, n: each.n })),
    share,
    n,
  );
  const effect = between / ((share * (1 - share)) / n);
  return Math.min(n, Math.max(1, n / Math.max(effect, Number.EPSILON)));
};

/** The mean of values that come in conversations: a ratio estimator with the clusters' variance (Cochran 1977, Sampling Techniques, p. 155). */
export const clusteredMean = (clusters: readonly (readonly number[])[]): ClusteredMean => {
  const used = clusters.filter(({ length }) => length > 0);
  const n = sum(used.map(({ length }) => length));
  if (n === 0) return { n, clusters: 0 };
  const totals = used.map((values) => ({ total: sum(values), n: values.length }));
  const mean = sum(totals.map(({ total }) => total)) / n;
  if (used.length < 2) return { n, clusters: used.length, mean };
  const half = z * Math.sqrt(ratioVariance(totals, mean, n));
  return { n, clusters: used.length, mean, low: mean - half, high: mean + half };
};

const ratioVariance = (
  clusters: readonly { readonly total: number; readonly n: number }[],
  mean: number,
  n: number,
): number => {
  const squares = clusters.map((each) => (each.total - mean * each.n) ** 2);
  return ((clusters.length / (clusters.length - 1)) * sum(squares)) / n ** 2;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
