import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusteredMean, clusteredShare } from "../../../evals/simulate/clustered.ts";
import { clusteredInterval } from "../../../evals/statistics/clustered-interval.ts";
import { seeded } from "../../../optimizers/seeded.ts";

const clusters = fc.array(
  fc.integer({ min: 0, max: 12 }).chain((n) => fc.record({ n: fc.constant(n), hits: fc.integer({ min: 0, max: n }) })),
  { maxLength: 20 },
);

describe("a share of turns that come in conversations", () => {
  it("has the interval that scores of eval have", () => {
    const interval = clusteredInterval({ sums: Float64Array.of(0, 1, 3), sizes: Float64Array.of(2, 4, 4) });
    const [none, one, most] = [
      { hits: 0, n: 2 },
      { hits: 1, n: 4 },
      { hits: 3, n: 4 },
    ] as const;
    expect(clusteredShare([none, one, most])).toEqual({ hits: 4, n: 10, clusters: 3, share: 0.4, ...interval });
    expect(clusteredShare([most, { hits: 0, n: 0 }, one, none])).toEqual(clusteredShare([none, one, most]));
  });

  it("has a wider interval where the hits come together in one conversation than where they are spread", () => {
    const spread = clusteredShare(Array.from({ length: 10 }, () => ({ hits: 1, n: 5 })));
    const together = clusteredShare(Array.from({ length: 10 }, (_, at) => ({ hits: at < 2 ? 5 : 0, n: 5 })));
    expect(spread.share).toBe(together.share);
    expect(together.high - together.low).toBeGreaterThan(1.5 * (spread.high - spread.low));
  });

  it("is as sure of nothing as its conversations allow, however many turns they hold", () => {
    const none = clusteredShare(Array.from({ length: 12 }, () => ({ hits: 0, n: 8 })));
    expect(none).toMatchObject({ hits: 0, n: 96, share: 0, low: 0, high: expect.closeTo(1 - 0.025 ** (1 / 12)) });
  });

  it("says nothing of other conversations where there was one alone", () => {
    expect(clusteredShare([{ hits: 3, n: 9 }])).toMatchObject({ low: 0, high: 1, clusters: 1 });
  });

  it("is not there where there was nothing to count", () => {
    expect(clusteredShare([{ hits: 0, n: 0 }])).toEqual({ hits: 0, n: 0, clusters: 0, low: 0, high: 1 });
  });

  it("always lies in its interval, and that in 0 to 1", () => {
    fc.assert(
      fc.property(clusters, (given) => {
        const { share = 0, low, high } = clusteredShare(given);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(share);
        expect(high).toBeGreaterThanOrEqual(share);
        expect(high).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a mean over turns", () => {
  it("weighs every turn alike, and has no interval from a single conversation, or from those that are all alike", () => {
    expect(clusteredMean([[2, 4], [], [12]])).toMatchObject({ n: 3, clusters: 2, mean: 6 });
    expect(clusteredMean([[2, 4]])).toEqual({ n: 2, clusters: 1, mean: 3 });
    expect(clusteredMean([[3], [3], [3]])).toEqual({ n: 3, clusters: 3, mean: 3 });
    expect(clusteredMean([])).toEqual({ n: 0, clusters: 0 });
  });

  it("has an interval that holds nothing impossible: no conversation has fewer turns than one", () => {
    const { low, high } = clusteredMean([[1], [2]], { least: 1 });
    expect(low).toBe(1);
    // Student's t with one degree of freedom.
    expect(high).toBeCloseTo(1.5 + 12.706 * 0.5, 2);
    expect(clusteredMean([[0], [5]]).low).toBe(0);
  });

  it("covers what it is a mean of, with few conversations as well", () => {
    const random = seeded(7);
    const uniform = () => random.below(2 ** 31) / 2 ** 31;
    const normal = () => Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());
    for (const conversations of [2, 4, 8]) {
      let covered = 0;
      for (let sample = 0; sample < 1000; sample++) {
        const { low = 0, high = 0 } = clusteredMean(
          Array.from({ length: conversations }, () => {
            const own = 20 + 3 * normal();
            return Array.from({ length: 8 }, () => own + normal());
          }),
        );
        if (low <= 20 && 20 <= high) covered++;
      }
      expect(covered).toBeGreaterThan(930);
    }
  });
});
