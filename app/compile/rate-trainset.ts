import type { Example } from "../../brain/core/example.ts";
import type { ReplyRating } from "../../brain/core/session-ports.ts";
import { plural } from "../../evals/reports/eval-words.ts";
import { ratingsOn, withRatings } from "../../optimizers/ratings-on-examples.ts";

export type RatedTrainset = {
  readonly trainset: readonly Example[];
  /** What was written of bad replies, the newest last. */
  readonly notes: readonly string[];
  /** What a person should know of it; empty where nobody rated anything. */
  readonly told: readonly string[];
};

/** A trainset with what people thought of this persona's replies, as `/good` and `/bad` kept it. */
export const rateTrainset = (
  examples: readonly Example[],
  all: readonly ReplyRating[],
  persona: string,
): RatedTrainset => {
  // Ids of examples may be the same for two clients.
  const own = all.filter((rating) => rating.persona === persona);
  const used = ratingsOn(examples, own);
  const trainset = withRatings(examples, used);
  const rated = trainset.filter(({ earnedRating }) => earnedRating !== undefined).length;
  const notes = own.flatMap(({ verdict, note }) => (verdict === "bad" && note !== undefined ? [note] : []));
  if (own.length === 0) return { trainset, notes, told: [] };
  const unused = own.length - used.length;
  return {
    trainset,
    notes,
    told: [
      `ratings: ${used.length} of ${own.length} rated ${own.length === 1 ? "reply" : "replies"} used; by them ${plural(rated, "example")} of the trainset ${rated === 1 ? "is" : "are"} rated${unused > 0 ? ` (the demos of the other ${unused} are not in it)` : ""}`,
    ],
  };
};
