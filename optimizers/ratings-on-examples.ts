import type { Example } from "../brain/core/example.ts";
import type { ReplyRating } from "../brain/core/session-ports.ts";

type RatedReply = Pick<ReplyRating, "verdict" | "demos">;

/** What a good and a bad reply are worth, on the scale of examples' own ratings, and where nothing is known. */
const worth = { good: 5, bad: 1 } as const;
const unknown = 3;
/**
 * Replies that the middle counts as much as. In simulated chats (120 examples, 30 to 300 ratings of replies with five demos)
 * what was earned followed the truth equally well from 0.25 to 2 (r 0.11–0.14, 0.22–0.25, 0.37–0.41); by 2, one reply
 * alone moves none of five demos, and a second one does.
 */
const prior = 2;
/** Earned ratings are of few values, since demos are looked up once for each value that there is. */
const step = 0.5;

/**
 * The examples, with `earnedRating` where people rated replies that they were demos for. A reply's one vote is divided
 * among its demos by their likeness; votes of 5 (good) and 1 (bad) are drawn to 3 as if two replies had been rated so, and
 * rounded to halves. What comes to 3 is as good as unrated, and an example's own rating counts in any case.
 *
 * The order of the ratings plays no part. There should be one for each reply.
 */
export const withRatings = (examples: readonly Example[], ratings: readonly RatedReply[]): readonly Example[] => {
  const votes = votesFor(ratings);
  return examples.map((example) => {
    const earnedRating = example.rating === undefined ? earned(votes.get(example.id)) : undefined;
    return earnedRating === undefined ? example : { ...example, earnedRating };
  });
};

/** Ratings that an example of these served a demo for. */
export const ratingsOn = <Rating extends Pick<ReplyRating, "demos">>(
  examples: readonly Example[],
  ratings: readonly Rating[],
): readonly Rating[] => {
  const ids = new Set(examples.map(({ id }) => id));
  return ratings.filter(({ demos }) => demos.some(({ id }) => ids.has(id)));
};

type Votes = { readonly good: number[]; readonly bad: number[] };

/** Shares of replies, by the example's id. */
const votesFor = (ratings: readonly RatedReply[]): ReadonlyMap<string, Votes> => {
  const votes = new Map<string, Votes>();
  for (const { verdict, demos } of ratings) {
    const weights = demos.map(({ similarity }) => Math.max(0, similarity));
    const sum = total(weights);
    for (const [at, { id }] of demos.entries()) {
      const share = sum > 0 ? (weights[at] ?? 0) / sum : 1 / demos.length;
      const found = votes.get(id) ?? { good: [], bad: [] };
      found[verdict].push(share);
      votes.set(id, found);
    }
  }
  return votes;
};

const earned = (votes: Votes | undefined): number | undefined => {
  if (votes === undefined) return undefined;
  const [good, bad] = [total(votes.good), total(votes.bad)];
  const mean = (unknown * prior + worth.good * good + worth.bad * bad) / (prior + good + bad);
  const rounded = Math.round(mean / step) * step;
  return rounded === unknown ? undefined : rounded;
};

/** From the smallest on, so that the order in which they came does not show in the last digit. */
const total = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b).reduce((sum, one) => sum + one, 0);
