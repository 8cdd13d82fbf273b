import type { EvalCase, ScoredCase } from "../brain/core/evaluation.ts";

export type PairedLead = {
  /** By how much the first is better, on average over the cases that were scored of both; 0 where there are none. */
  readonly mean: number;
  /** Of that mean, by what conversations differ in; infinite where fewer than two say anything. */
  readonly standardError: number;
};

type Scores = ReadonlyMap<EvalCase, ScoredCase>;

/** How far one candidate leads another on the same cases. The error is that of a ratio over conversations (Cochran 1977, chapter 6). */
export const pairedLead = (first: Scores, second: Scores, cases: readonly EvalCase[]): PairedLead => {
  const conversations = new Map<string, { sum: number; count: number }>();
  for (const one of cases) {
    const [a, b] = [first.get(one)?.scored?.score, second.get(one)?.scored?.score];
    if (a === undefined || b === undefined) continue;
    const { sum, count } = conversations.get(one.conversation) ?? { sum: 0, count: 0 };
    conversations.set(one.conversation, { sum: sum + a - b, count: count + 1 });
  }
  const clusters = [...conversations.values()];
  const count = clusters.reduce((total, cluster) => total + cluster.count, 0);
  const mean = count === 0 ? 0 : clusters.reduce((total, { sum }) => total + sum, 0) / count;
  if (clusters.length < 2) return { mean, standardError: Number.POSITIVE_INFINITY };
  const squares = clusters.reduce((total, { sum, count: cases }) => total + (sum - mean * cases) ** 2, 0);
  return { mean, standardError: Math.sqrt((squares * clusters.length) / (clusters.length - 1)) / count };
};
