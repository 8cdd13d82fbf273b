import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusteredMean, clusteredShare } from "../../../evals/simulate/clustered.ts";
import { wilsonInterval } from "../../../evals/wilson.ts";

const clusters = fc.array(
  fc.integer({ min: 0, max: 12 }).chain((n) => fc.record({ n: fc.constant(n), hits: fc.integer({ min: 0, max: n }) })),
  { maxLength: 20 },
);

describe("a share of turns that come in conversations", () => {
  it("is Wilson's where each conversation holds one turn", () => {
    const ones = [1, 0, 0, 1, 0, 0, 0, 0].map((hits) => ({ hits, n: 1 }));
    expect(clusteredShare(ones)).toEqual({ hits: 2, n: 8, clusters: 8, share: 0.25, ...wilsonInterval(2, 8) });
  });

  it("has a wider interval where the hits come together in one conversation than where they are spread", () => {
    const spread = clusteredShare(Array.from({ length: 10 }, () => ({ hits: 1, n: 5 })));
    const together = clusteredShare(Array.from({ length: 10 }, (_, at) => ({ hits: at < 2 ? 5 : 0, n: 5 })));
    expect(spread.share).toBe(together.share);
    expect(together.high - together.low).toBeGreaterThan(1.5 * (spread.high - spread.low));
  });

  it("is as sure of nothing as its conversations allow, however many turns they hold", () => {
    const none = clusteredShare(Array.from({ length: 12 }, () => ({ hits: 0, n: 8 })));
    expect(none).toMatchObject({ hits: 0, n: 96, share: 0, low: 0, high: wilsonInterval(0, 12).high });
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
  it("weighs every turn alike, and has no interval from a single conversation", () => {
    expect(clusteredMean([[2, 4], [], [12]])).toMatchObject({ n: 3, clusters: 2, mean: 6 });
    expect(clusteredMean([[2, 4]])).toEqual({ n: 2, clusters: 1, mean: 3 });
    expect(clusteredMean([])).toEqual({ n: 0, clusters: 0 });
  });
});
