import { dot } from "./dot.ts";
import { seeded } from "./seeded.ts";

/** Rows of which all distances are held at once: 1.4 MB, a tenth of a second on 512 dimensions. */
const sampleRows = 600;
/** Samples of more rows than that, as CLARA's authors advise. */
const samples = 5;

export type MedoidsInput = {
  /** `Float32Array[n × d]`, unit length (or zeros). */
  readonly vectors: Float32Array;
  readonly dimensions: number;
  /** The rows that are grouped, each once. */
  readonly rows: readonly number[];
  readonly k: number;
  readonly seed: number;
};

/**
 * At most `k` of `rows`, each the middle of a group of its own, so that all are as near as can be to the nearest of them
 * (cosine distance); that of the largest group first. PAM with its greedy start and the swaps of FasterPAM (Schubert and
 * Rousseeuw 2021, arXiv 2008.05171); where rows are many, of the best of several samples (CLARA, Kaufman and Rousseeuw
 * 1990, chapter 3). Always the same for the same seed.
 */
export const kMedoids = ({ vectors, dimensions, rows, k, seed }: MedoidsInput): readonly number[] => {
  const most = Math.min(k, rows.length);
  if (most <= 0) return [];
  const distance = (a: number, b: number): number =>
    a === b ? 0 : Math.max(0, 1 - dot(vectors, a, vectors.subarray(b * dimensions, (b + 1) * dimensions)));
  const groups = (medoids: readonly number[]) => {
    const sizes = medoids.map(() => 0);
    let cost = 0;
    for (const row of rows) {
      const distances = medoids.map((medoid) => distance(row, medoid));
      const least = Math.min(...distances);
      const group = distances.indexOf(least);
      sizes[group] = (sizes[group] ?? 0) + 1;
      cost += least;
    }
    return { cost, sizes };
  };

  const random = seeded(seed);
  let best: { medoids: readonly number[]; cost: number; sizes: readonly number[] } | undefined;
  for (let sample = 0; sample < (rows.length > sampleRows ? samples : 1); sample++) {
    // What was best so far takes part again, so that no sample does worse for having missed it.
    const drawn = rows.length > sampleRows ? random.shuffle(rows).slice(0, sampleRows) : rows;
    const sampled = [...new Set([...(best?.medoids ?? []), ...drawn])].toSorted((a, b) => a - b);
    const medoids = partition(distancesOf(sampled, distance), sampled.length, most).map((at) => sampled[at] ?? 0);
    const found = { medoids, ...groups(medoids) };
    if (best === undefined || found.cost < best.cost) best = found;
  }
  const sizes = new Map(best?.medoids.map((medoid, group) => [medoid, best?.sizes[group] ?? 0]));
  return (best?.medoids ?? []).toSorted((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0) || a - b);
};

/** `Float64Array[n × n]` */
const distancesOf = (rows: readonly number[], distance: (a: number, b: number) => number): Float64Array => {
  const matrix = new Float64Array(rows.length * rows.length);
  rows.forEach((a, i) => {
    rows.slice(0, i).forEach((b, j) => {
      const apart = distance(a, b);
      matrix[i * rows.length + j] = apart;
      matrix[j * rows.length + i] = apart;
    });
  });
  return matrix;
};

/** Places of the `k` medoids among `n` points. */
const partition = (distances: Float64Array, n: number, k: number): readonly number[] => {
  const between = (a: number, b: number): number => distances[a * n + b] ?? 0;
  const medoids = greedyStart(between, n, k);
  // Every swap lowers the cost, so this ends; a round without one ends it.
  for (let swapped = true; swapped; ) {
    swapped = false;
    for (let candidate = 0; candidate < n; candidate++) {
      if (medoids.includes(candidate)) continue;
      const { change, group } = bestSwap(between, n, medoids, candidate);
      if (change >= -1e-9) continue;
      medoids[group] = candidate;
      swapped = true;
    }
  }
  return medoids;
};

/** The point that lies in the middle of all, then again and again that which brings the points nearest to theirs. */
const greedyStart = (between: (a: number, b: number) => number, n: number, k: number): number[] => {
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const medoids: number[] = [];
  while (medoids.length < k) {
    let best = { cost: Number.POSITIVE_INFINITY, point: -1 };
    for (let point = 0; point < n; point++) {
      if (medoids.includes(point)) continue;
      let cost = 0;
      for (let other = 0; other < n; other++) cost += Math.min(nearest[other] ?? 0, between(other, point));
      if (cost < best.cost) best = { cost, point };
    }
    medoids.push(best.point);
    for (let other = 0; other < n; other++) nearest[other] = Math.min(nearest[other] ?? 0, between(other, best.point));
  }
  return medoids;
};

/** The medoid that the candidate should replace, and what the sum of distances would change by: one pass for all medoids. */
const bestSwap = (
  between: (a: number, b: number) => number,
  n: number,
  medoids: readonly number[],
  candidate: number,
): { change: number; group: number } => {
  const removal = new Float64Array(medoids.length);
  let shared = 0;
  for (let point = 0; point < n; point++) {
    let [group, nearest, second] = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let at = 0; at < medoids.length; at++) {
      const apart = between(point, medoids[at] ?? 0);
      if (apart < nearest) [second, nearest, group] = [nearest, apart, at];
      else if (apart < second) second = apart;
    }
    const apart = between(point, candidate);
    if (apart < nearest) shared += apart - nearest;
    // What the point loses with its medoid, beside what the candidate alone changes for it.
    removal[group] = (removal[group] ?? 0) + Math.min(apart, second) - nearest - Math.min(0, apart - nearest);
  }
  const least = Math.min(...removal);
  return { change: shared + least, group: removal.indexOf(least) };
};
