import type { ScoredCase } from "../brain/core/evaluation.ts";

/** Where nothing is known of a case: the same for every instruction, so that it speaks for none. */
const unknown = 0.5;

/**
 * The numbers that the search compares instructions by. A fault is not a zero: a case without a score takes the one that
 * it had last, with whatever instruction, or the mean of the others, so that it speaks neither for nor against.
 */
export const scoreKeeper = () => {
  const last = new Map<string, number>();
  return (scored: readonly ScoredCase[]): number[] => {
    const known = scored.flatMap((one) => one.scored?.score ?? []);
    const mean = known.length === 0 ? unknown : known.reduce((sum, score) => sum + score, 0) / known.length;
    return scored.map((one) => {
      const score = one.scored?.score ?? last.get(one.case.id) ?? mean;
      if (one.scored !== undefined) last.set(one.case.id, score);
      return score;
    });
  };
};

/** How much better `one` did than `other` on the cases that both have a score for: the mean difference; 0 where there is none. */
export const advantage = (one: readonly ScoredCase[], other: readonly ScoredCase[]): number => {
  const before = new Map(other.flatMap(({ case: { id }, scored }) => (scored ? [[id, scored.score] as const] : [])));
  const differences = one.flatMap(({ case: { id }, scored }) => {
    const score = before.get(id);
    return scored === undefined || score === undefined ? [] : [scored.score - score];
  });
  return differences.length === 0 ? 0 : differences.reduce((sum, each) => sum + each, 0) / differences.length;
};
