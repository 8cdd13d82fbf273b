import fc from "fast-check";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, it } from "vitest";
import { anytimeLowerBound, logBetAbove } from "../../../evals/statistics/rate-above.ts";

describe("logBetAbove", () => {
  it("is fair: over all outcomes of trials at the bar it comes to 1", () => {
    const [n, bar] = [30, 0.2];
    let expected = 0;
    let chance = (1 - bar) ** n;
    for (let hits = 0; hits <= n; hits++) {
      expected += chance * Math.exp(logBetAbove(hits, n, bar));
      chance *= ((n - hits) / (hits + 1)) * (bar / (1 - bar));
    }
    expect(expected).toBeCloseTo(1, 9);
  });

  it("passes 20 in at most 5 of 100 rows of trials at the bar, looked at after every one", () => {
    const [runs, trials, bar] = [400, 400, 0.1];
    let passed = 0;
    for (let run = 0; run < runs; run++) {
      const generator = xoroshiro128plus(run + 1);
      let hits = 0;
      for (let n = 1; n <= trials; n++) {
        if ((generator.next() >>> 0) / 2 ** 32 < bar) hits++;
        if (n >= 20 && logBetAbove(hits, n, bar) >= Math.log(20)) {
          passed++;
          break;
        }
      }
    }
    expect(passed / runs).toBeLessThanOrEqual(0.05);
  });

  it("takes one hit for proof against a bar of 0, and nothing for proof against one of 1", () => {
    expect(logBetAbove(1, 500, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(logBetAbove(0, 500, 0)).toBeLessThan(0);
    expect(logBetAbove(500, 500, 1)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("anytimeLowerBound", () => {
  it("is the bar at which the bet pays 20, below the rate that was seen", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const hits = Math.round(n * share);
        const low = anytimeLowerBound(hits, n);
        expect(low).toBeLessThanOrEqual(hits / n);
        if (hits > 0) expect(logBetAbove(hits, n, low)).toBeCloseTo(Math.log(20), 3);
        else expect(low).toBe(0);
      }),
    );
  });

  it("is lower than the bound for a single look: 6 of 20 are 0.140 by Clopper & Pearson", () => {
    expect(anytimeLowerBound(6, 20)).toBeCloseTo(0.0767, 4);
  });
});
