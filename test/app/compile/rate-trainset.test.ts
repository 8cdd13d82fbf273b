import { describe, expect, it } from "vitest";
import { rateTrainset } from "../../../app/compile/rate-trainset.ts";
import type { ReplyRating } from "../../../brain/core/session-ports.ts";
import { example } from "../../optimizers/make-example.ts";

const rating = (turn: number, changes: Partial<ReplyRating> = {}): ReplyRating => ({
  at: "2026-03-01T09:30:00.000Z",
  session: "s",
  turn,
  verdict: "bad",
  persona: "Vera",
  demos: [{ id: "a", similarity: 0.5 }],
  ...changes,
});

const examples = ["a", "b"].map((id) => example(id, [`about ${id}`]));

describe("rateTrainset", () => {
  it("tells how many ratings it used, and of how many examples", () => {
    const ratings = [1, 2, 3]
      .map((turn) => rating(turn))
      .concat(rating(4, { demos: [{ id: "held-out", similarity: 1 }] }));
    const { trainset, told } = rateTrainset(examples, ratings, "Vera");
    expect(trainset.map(({ earnedRating }) => earnedRating)).toEqual([2, undefined]);
    expect(told).toEqual([
      "ratings: 3 of 4 rated replies used; by them 1 example of the trainset is rated (the demos of the other 1 are not in it)",
    ]);
  });

  it("says nothing where nobody rated anything", () => {
    expect(rateTrainset(examples, [], "Vera")).toEqual({ trainset: examples, notes: [], told: [] });
  });

  it("leaves another persona's ratings and notes alone", () => {
    const ratings = [rating(1, { persona: "Ida", note: "hers" }), rating(2, { persona: "Ida" })];
    expect(rateTrainset(examples, ratings, "Vera")).toEqual({ trainset: examples, notes: [], told: [] });
  });

  it("hands over what was written of bad replies, and of no others", () => {
    const ratings = [rating(1, { note: "too long" }), rating(2, { verdict: "good", note: "yes" }), rating(3)];
    expect(rateTrainset(examples, ratings, "Vera").notes).toEqual(["too long"]);
  });
});
