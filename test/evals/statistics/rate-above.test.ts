import fc from "fast-check";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, it } from "vitest";
import { anytimeLowerBound, countUnitHits, logBetAbove, type UnitTrial } from "../../../evals/statistics/rate-above.ts";

const enough = Math.log(20);

/** Trials of units, each with as many hits in a row at its beginning as given. */
const units = (trials: number, hits: readonly number[]): readonly UnitTrial[] =>
  hits.flatMap((many, at) => Array.from({ length: trials }, (_, trial) => ({ unit: `${at}`, isHit: trial < many })));
const hitsOf = (trials: number, hits: readonly number[]) => countUnitHits(units(trials, hits));

/**
 * How many units it took until the bet paid 20 (looked at after each hit, as a canary is), for each of some seeded runs;
 * `undefined` where it never did. Five units at a time come and go, each with a rate of its own.
 */
const stopsOf = ({
  runs,
  units: most,
  trials,
  rate,
  bar,
}: {
  readonly runs: number;
  readonly units: number;
  readonly trials: (uniform: () => number) => number;
  readonly rate: (uniform: () => number) => number;
  readonly bar: number;
}): readonly (number | undefined)[] =>
  Array.from({ length: runs }, (_, run) => {
    const generator = xoroshiro128plus(run * 7919 + 13);
    const uniform = () => ((generator.next() >>> 0) + 0.5) / 2 ** 32;
    const seen: UnitTrial[] = [];
    const present: { readonly unit: string; readonly rate: number; left: number }[] = [];
    for (let next = 0; next < most || present.length > 0; ) {
      while (present.length < 5 && next < most) {
        present.push({ unit: `${next++}`, rate: rate(uniform), left: trials(uniform) });
      }
      const at = Math.floor(uniform() * present.length);
      const who = present[at];
      if (who === undefined) break;
      const isHit = uniform() < who.rate;
      seen.push({ unit: who.unit, isHit });
      who.left--;
      if (who.left === 0) present.splice(at, 1);
      if (!isHit) continue;
      const counted = countUnitHits(seen);
      if (logBetAbove(counted, bar) >= enough) return counted.units;
    }
    return undefined;
  });

const median = (values: readonly (number | undefined)[]): number =>
  values.map((value) => value ?? Number.POSITIVE_INFINITY).toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ??
  Number.NaN;

describe("logBetAbove", () => {
  it("is fair: over all outcomes of two units it comes to 1, be their trials independent or all alike", () => {
    const bar = 0.2;
    let [independent, alike] = [0, 0];
    for (let outcome = 0; outcome < 2 ** 8; outcome++) {
      // Four trials for each of two units that stay for eight: the others are misses, at a bar that is half as high.
      const hits = Array.from({ length: 8 }, (_, at) => (outcome >> at) % 2 === 1);
      const trials = hits.map((isHit, at) => ({ unit: `${at % 2}`, isHit }));
      const chance = hits.reduce((product, isHit) => product * (isHit ? bar : 1 - bar), 1);
      independent += chance * Math.exp(logBetAbove(countUnitHits(trials), bar));
    }
    for (const [one, other] of [
      [0, 0],
      [0, 8],
      [8, 0],
      [8, 8],
    ] as const) {
      const chance = (one ? bar : 1 - bar) * (other ? bar : 1 - bar);
      alike += chance * Math.exp(logBetAbove(hitsOf(8, [one, other]), bar));
    }
    expect(alike).toBeCloseTo(1, 9);
    // Those who left after four trials count in full among the first eight: what is missing is no hit.
    expect(independent).toBeLessThan(1);
  });

  // Each user provokes or does not: their turns are alike. A bound for independent turns stopped 16 to 46 of 100 of these.
  it.each([
    { share: 0.05, rate: 1 },
    { share: 0.1, rate: 0.5 },
    { share: 0.25, rate: 0.2 },
    { share: 1, rate: 0.05 },
  ])(
    "passes 20 in at most 5 of 100 where $share of 40 users are hit with the chance $rate and the bar is 5 %",
    ({ share, rate }) => {
      const stops = stopsOf({
        runs: 200,
        units: 40,
        trials: () => 25,
        rate: (uniform) => (uniform() < share ? rate : 0),
        bar: 0.05,
      });
      expect(stops.filter((stop) => stop !== undefined).length / stops.length).toBeLessThanOrEqual(0.05);
    },
  );

  it("finds a bad variant after few users: half of the turns after 6, three of ten after 12, be it one turn a user after 25", () => {
    const stopped = (rate: number, trials: (uniform: () => number) => number) =>
      median(stopsOf({ runs: 40, units: 300, trials, rate: () => rate, bar: 0.05 }));
    const oneToSeven = (uniform: () => number) => 1 + Math.floor(uniform() * 7);
    expect(stopped(0.5, oneToSeven)).toBeLessThanOrEqual(6);
    expect(stopped(0.3, oneToSeven)).toBeLessThanOrEqual(12);
    expect(stopped(0.3, () => 1)).toBeLessThanOrEqual(25);
    // Who is bad for a third of the users, and well for the others.
    const third = stopsOf({
      runs: 40,
      units: 300,
      trials: oneToSeven,
      rate: (uniform) => (uniform() < 0.33 ? 0.8 : 0),
      bar: 0.05,
    });
    expect(median(third)).toBeLessThanOrEqual(25);
  });

  it("takes no more of one unit than its first eight trials", () => {
    expect(hitsOf(500, [500])).toEqual(hitsOf(8, [8]));
    expect(hitsOf(500, [3, 0])).toEqual(hitsOf(8, [3, 0]));
  });

  it("takes one hit for proof against a bar of 0, and nothing for proof against one of 1", () => {
    expect(logBetAbove(hitsOf(1, [1, 0, 0]), 0)).toBe(Number.POSITIVE_INFINITY);
    expect(logBetAbove(hitsOf(1, [0, 0, 0]), 0)).toBeLessThan(0);
    expect(logBetAbove(hitsOf(1, [1, 1, 1]), 1)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("anytimeLowerBound", () => {
  it("is the bar at which the bet pays 20, below the rate that was seen", () => {
    const hits = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(hits, (each) => {
        const counted = hitsOf(4, each);
        const low = anytimeLowerBound(counted);
        expect(low).toBeLessThanOrEqual(1);
        if (each.every((many) => many === 0)) expect(low).toBe(0);
        else if (low > 0.001) expect(logBetAbove(counted, low)).toBeCloseTo(enough, 1);
      }),
      { numRuns: 60 },
    );
  });

  it("is wide: of twenty users of one turn, six of whom were hit, it says 2 to 8 of 100", () => {
    const low = anytimeLowerBound(hitsOf(1, [1, 1, 1, 1, 1, 1, ...Array.from({ length: 14 }, () => 0)]));
    expect(low).toBeGreaterThan(0.02);
    expect(low).toBeLessThan(0.08);
  });
});
