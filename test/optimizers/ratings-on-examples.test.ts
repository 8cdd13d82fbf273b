import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { caseOf, type Metric } from "../../brain/core/evaluation.ts";
import { compileProgram } from "../../optimizers/compile-program.ts";
import { defaultDemoSettings } from "../../optimizers/demo-settings.ts";
import { trainsetHash } from "../../optimizers/example-hash.ts";
import { planSearch } from "../../optimizers/plan-search.ts";
import { ratingsOn, withRatings } from "../../optimizers/ratings-on-examples.ts";
import { countingEmbedder } from "./counting-embedder.ts";
import { example } from "./make-example.ts";
import { openSelector } from "./open-selector.ts";

const ids = ["a", "b", "c", "d", "e"];
const examples = ids.map((id) => example(id, [`what about ${id}`]));

const rated = (verdict: "good" | "bad", ...demos: readonly (readonly [id: string, similarity: number])[]) => ({
  verdict,
  demos: demos.map(([id, similarity]) => ({ id, similarity })),
});

const times = <Value>(count: number, value: Value): readonly Value[] => Array.from({ length: count }, () => value);

const earnedBy = (ratings: Parameters<typeof withRatings>[1]) =>
  Object.fromEntries(
    withRatings(examples, ratings).flatMap(({ id, earnedRating }) =>
      earnedRating === undefined ? [] : [[id, earnedRating]],
    ),
  );

const anyRatings = fc.array(
  fc.record({
    verdict: fc.constantFrom("good" as const, "bad" as const),
    demos: fc.uniqueArray(
      fc.record({ id: fc.constantFrom(...ids, "unknown"), similarity: fc.double({ min: -1, max: 1, noNaN: true }) }),
      { selector: ({ id }) => id, maxLength: 5 },
    ),
  }),
  { maxLength: 40 },
);

describe("withRatings", () => {
  it("rates the demos of good replies well, and those of bad ones badly", () => {
    expect(earnedBy([...times(4, rated("good", ["a", 0.5])), ...times(4, rated("bad", ["b", 0.5]))])).toEqual({
      a: 4.5,
      b: 1.5,
    });
  });

  it("gives the most to the demos that were most alike", () => {
    expect(earnedBy(times(6, rated("bad", ["a", 0.9], ["b", 0.3], ["c", 0])))).toEqual({ a: 1.5, b: 2 });
  });

  it("moves none of five demos for one reply, and does for more of them", () => {
    const reply = rated("bad", ...ids.map((id) => [id, 0.4] as const));
    expect(earnedBy([reply])).toEqual({});
    expect(Object.values(earnedBy(times(2, reply)))).toEqual([2.5, 2.5, 2.5, 2.5, 2.5]);
  });

  it("comes back to nothing where people disagree", () => {
    expect(earnedBy([...times(3, rated("good", ["a", 1])), ...times(3, rated("bad", ["a", 1]))])).toEqual({});
  });

  it("leaves the client's own rating as it is", () => {
    const own = [example("a", ["x"], { rating: 4 })];
    expect(withRatings(own, times(9, rated("bad", ["a", 1])))).toEqual(own);
  });

  it("divides a reply's vote evenly where no demo is alike at all, as random ones are", () => {
    expect(earnedBy(times(8, rated("good", ["a", 0], ["b", -0.5])))).toEqual({ a: 4.5, b: 4.5 });
  });

  it("rates from 1 to 5, only what had a vote, whatever the order of the votes", () => {
    fc.assert(
      fc.property(anyRatings, fc.infiniteStream(fc.nat()), (ratings, draws) => {
        const found = withRatings(examples, ratings);
        const voted = new Set(ratings.flatMap(({ demos }) => demos.map(({ id }) => id)));
        for (const { id, earnedRating } of found) {
          if (!voted.has(id)) expect(earnedRating).toBeUndefined();
          if (earnedRating === undefined) continue;
          expect(earnedRating).toBeGreaterThanOrEqual(1);
          expect(earnedRating).toBeLessThanOrEqual(5);
        }
        const shuffled = ratings
          .map((rating) => ({ rating, place: draws.next().value ?? 0 }))
          .toSorted((a, b) => a.place - b.place)
          .map(({ rating }) => rating);
        expect(withRatings(examples, shuffled)).toEqual(found);
      }),
      { numRuns: 300 },
    );
  });

  it("never rates an example lower for one more good reply", () => {
    fc.assert(
      fc.property(anyRatings, fc.constantFrom(...ids), (ratings, id) => {
        const ratingOf = (all: typeof ratings) => earnedBy(all)[id] ?? 3;
        expect(ratingOf([...ratings, rated("good", [id, 1])])).toBeGreaterThanOrEqual(ratingOf(ratings));
      }),
      { numRuns: 200 },
    );
  });

  it("does not make the examples other ones: their hash is the same", () => {
    expect(trainsetHash(withRatings(examples, times(5, rated("bad", ["a", 1]))))).toBe(trainsetHash(examples));
  });
});

describe("ratingsOn", () => {
  it("leaves out replies whose demos are not among the examples", () => {
    const known = rated("good", ["a", 0.5], ["gone", 0.4]);
    expect(ratingsOn(examples, [known, rated("bad", ["gone", 0.9]), rated("bad")])).toEqual([known]);
  });
});

describe("earned ratings", () => {
  const metric: Metric = { name: "m", needs: "demos", score: () => ({ score: 1, reason: "" }) };
  const plan = (trainset: typeof examples) =>
    planSearch(defaultDemoSettings, trainset, { metric, devset: examples.flatMap((one) => caseOf(one) ?? []) }, 1);

  it("have search try to weigh them, which it does not otherwise", () => {
    const weights = (trainset: typeof examples) =>
      new Set(plan(trainset).candidates.map(({ settings }) => settings.ratingWeight));
    expect(weights(examples)).toEqual(new Set([0]));
    expect(Math.max(...weights([...withRatings(examples, times(3, rated("bad", ["a", 1])))]))).toBeGreaterThan(0);
  });

  it("keep demos of bad replies out of a prompt, where a program weighs them", async () => {
    const trainset = withRatings(examples, times(5, rated("bad", ["a", 1])));
    const chosenWith = async (ratingWeight: number) => {
      const settings = { ...defaultDemoSettings, ratingWeight };
      const program = await compileProgram(
        { optimizer: "knn", settings, embedder: countingEmbedder() },
        { signature: "respond", instructions: "" },
        trainset,
      );
      expect(program.rows[0]?.earnedRating).toBe(1.5);
      const demos = await openSelector(program).selector.select({ messages: examples[0]?.messages ?? [], k: 2 });
      return demos.map(({ id }) => id);
    };
    expect(await chosenWith(0)).toContain("a");
    expect(await chosenWith(2)).not.toContain("a");
  });
});
