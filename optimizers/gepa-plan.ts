import { InputError } from "../brain/core/errors.ts";
import type { EvalCase } from "../brain/core/evaluation.ts";
import { hashText } from "../brain/text/hash.ts";

/** Cases of the devset that every accepted instruction is measured on: enough to tell, few enough to pay for again and again. */
const mostWatched = 100;

/** Model calls that one reflection may take: a critique, a proposal, and another proposal where the first does not fit. */
const reflectionCalls = 3;

/** Where nothing else is set. Twice the paper's 3 examples, since scores of replies are noisier than right or wrong. */
export const usualGepa = { trials: 20, minibatch: 6 } as const;

export type GepaPlan = {
  /** Rewritings that are tried, at most. */
  readonly trials: number;
  /** Examples of the trainset that one rewriting is made from, and tried on first. */
  readonly minibatch: number;
  /** Answers that may be asked for in the search, all trials together. */
  readonly answers: number;
  /** The cases of the devset on which instructions are compared in the search: all, or a sample drawn by the seed. */
  readonly watched: readonly EvalCase[];
};

/**
 * What GEPA may do within a budget of calls.
 * @throws {InputError} not even one trial fits in; a conversation to learn from is one to measure on: the reflecting model
 * reads the client's replies, and an instruction that repeats them would do well on those
 */
export const planGepa = (
  wanted: {
    readonly trials: number;
    readonly minibatch: number;
    readonly calls: number | undefined;
    readonly seed: number;
  },
  {
    examples,
    devset,
  }: { readonly examples: readonly { readonly conversation: string }[]; readonly devset: readonly EvalCase[] },
): GepaPlan => {
  checkApart(examples, devset);
  const { trials, calls, seed } = wanted;
  const minibatch = Math.min(wanted.minibatch, examples.length);
  const watched = sample(devset, seed);
  const perTrial = 2 * minibatch;
  if (calls === undefined) {
    return { trials, minibatch, watched, answers: watched.length * (trials + 1) + perTrial * trials };
  }
  // The winner and what it must beat are measured on what the search did not look at.
  const last = 2 * (devset.length - watched.length);
  const fixed = watched.length + last;
  const affordable = Math.min(trials, Math.floor((calls - fixed) / (perTrial + reflectionCalls)));
  if (affordable < 1) {
    throw new InputError({
      what: `a budget of ${calls} calls is too small for GEPA`,
      expected: `at least ${fixed + perTrial + reflectionCalls}: ${fixed} to measure the devset, ${perTrial + reflectionCalls} to try one instruction`,
      fix: "raise --budget-calls: compile keeps up to half of it for measuring the outcome; or measure on fewer conversations",
    });
  }
  return { trials: affordable, minibatch, watched, answers: calls - last - reflectionCalls * affordable };
};

const checkApart = (
  examples: readonly { readonly conversation: string }[],
  devset: readonly { readonly conversation: string }[],
): void => {
  const learnt = new Set(examples.map(({ conversation }) => conversation));
  const shared = new Set(devset.map(({ conversation }) => conversation).filter((one) => learnt.has(one))).size;
  if (shared === 0) return;
  throw new InputError({
    what: `GEPA would learn from ${shared} conversation${shared === 1 ? "" : "s"} that it is measured on: it has a model read the client's replies in them`,
    expected: "a devset of other conversations than the trainset's",
    fix: "use --split dev; where there is no splits.json yet, `understudy splits freeze` makes one",
  });
};

const sample = (devset: readonly EvalCase[], seed: number): readonly EvalCase[] => {
  if (devset.length <= mostWatched) return devset;
  const drawn = devset.map((evalCase, at) => ({ at, hash: hashText(evalCase.id, seed) }));
  const chosen = new Set(
    drawn
      .toSorted((a, b) => a.hash - b.hash || a.at - b.at)
      .slice(0, mostWatched)
      .map(({ at }) => at),
  );
  return devset.filter((_, at) => chosen.has(at));
};
