import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** One thing that a person and the judge rated, both 1–5. */
export type RatedTwice = { readonly id: string; readonly human: number; readonly judge: number };

/** A coefficient with its 95 % interval, −1 to 1; missing where it is not defined: one of the two always gave one rating. */
export type Coefficient = { readonly value: number; readonly low: number; readonly high: number };

export type Agreement = {
  readonly n: number;
  /** Cohen's kappa with quadratic weights (1968): 1 the same ratings, 0 what chance would give. */
  readonly kappa?: Coefficient;
  /** Spearman's rank correlation: the same order, whatever the level. */
  readonly spearman?: Coefficient;
  /** Share of ratings that are the same. */
  readonly same: number;
  /** The judge's mean rating − the people's, in marks. */
  readonly bias: number;
};

const resamples = 2000;
/** With fewer an interval would be for show. */
const fewest = 10;
const ratings = [1, 2, 3, 4, 5];

/**
 * How far the judge agrees with people; `undefined` for fewer than 10 ratings. Intervals are percentiles of 2,000
 * bootstrap samples of the rated things, those without a value left out; the same for the same labels.
 */
export const agreement = (labels: readonly RatedTwice[], seed = 1): Agreement | undefined => {
  const n = labels.length;
  if (n < fewest) return undefined;
  const random = xoroshiro128plus(seed);
  const samples = Array.from({ length: resamples }, () =>
    // The number is below the length.
    Array.from({ length: n }, () => labels[uniformInt(random, 0, n - 1)] as RatedTwice),
  );
  const withInterval = (measure: (rated: readonly RatedTwice[]) => number | undefined): Coefficient | undefined => {
    const value = measure(labels);
    if (value === undefined) return undefined;
    const values = samples.flatMap((sample) => measure(sample) ?? []).sort((left, right) => left - right);
    const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? value;
    return { value, low: at(0.025), high: at(0.975) };
  };
  const kappa = withInterval(weightedKappa);
  const rank = withInterval(spearman);
  return {
    n,
    ...(kappa && { kappa }),
    ...(rank && { spearman: rank }),
    same: labels.filter(({ human, judge }) => human === judge).length / n,
    bias: labels.reduce((sum, { human, judge }) => sum + judge - human, 0) / n,
  };
};

/** 1 − the squared differences seen ÷ those that chance would give with the same shares of each rating. */
export const weightedKappa = (rated: readonly RatedTwice[]): number | undefined => {
  const n = rated.length;
  const shareOf = (of: (each: RatedTwice) => number) =>
    ratings.map((mark) => rated.filter((each) => of(each) === mark).length / n);
  const [people, judge] = [shareOf(({ human }) => human), shareOf((each) => each.judge)];
  const seen = rated.reduce((sum, each) => sum + (each.human - each.judge) ** 2, 0) / n;
  let expected = 0;
  people.forEach((one, row) => {
    judge.forEach((other, column) => {
      expected += one * other * (row - column) ** 2;
    });
  });
  return expected === 0 ? undefined : 1 - seen / expected;
};

/** Pearson's correlation of the ranks; equal ratings share the mean of theirs. */
export const spearman = (rated: readonly RatedTwice[]): number | undefined => {
  const left = ranksOf(rated.map(({ human }) => human));
  const right = ranksOf(rated.map(({ judge }) => judge));
  const middle = (rated.length + 1) / 2;
  let [both, one, other] = [0, 0, 0];
  left.forEach((rank, at) => {
    const [x, y] = [rank - middle, (right[at] ?? middle) - middle];
    both += x * y;
    one += x * x;
    other += y * y;
  });
  return one === 0 || other === 0 ? undefined : both / Math.sqrt(one * other);
};

const ranksOf = (values: readonly number[]): readonly number[] =>
  values.map((value) => {
    const below = values.filter((each) => each < value).length;
    return below + (values.filter((each) => each === value).length + 1) / 2;
  });
