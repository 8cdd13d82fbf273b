import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, it } from "vitest";
import { anytimeQuantile, confidenceSequence, fewestUnits } from "../../../evals/statistics/confidence-sequence.ts";
import type { Moments } from "../../../evals/statistics/moments.ts";
import { neededAnytime } from "../../../evals/statistics/power.ts";
import { welchTest } from "../../../evals/statistics/welch.ts";

type Draw = (uniform: () => number) => number;
type Look = (control: Moments, other: Moments) => boolean;

const chance =
  (rate: number): Draw =>
  (uniform) =>
    uniform() < rate ? 1 : 0;
const normal: Draw = (uniform) => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
const skewed: Draw = (uniform) => Math.exp(normal(uniform));

const excludesNone: Look = (control, other) => {
  const test = confidenceSequence(control, other);
  return test !== undefined && (test.low > 0 || test.high < 0);
};
const fixedAlarm: Look = (control, other) => (welchTest(control, other)?.p ?? 1) < 0.05;

/** Share of seeded experiments in which a look, after each unit up to 100 and each fourth from there, ever cried out. */
const alarms = (
  look: Look,
  {
    draws,
    split = 0.5,
    units = 500,
    runs = 200,
  }: { draws: readonly [Draw, Draw]; split?: number; units?: number; runs?: number },
): number => {
  let alarmed = 0;
  for (let run = 0; run < runs; run++) {
    const generator = xoroshiro128plus(run + 1);
    const uniform = () => ((generator.next() >>> 0) + 0.5) / 2 ** 32;
    const sides = [running(), running()] as const;
    for (let unit = 0; unit < units; unit++) {
      const side = uniform() < split ? 1 : 0;
      sides[side].add(draws[side](uniform));
      if (unit > 100 && unit % 4 > 0) continue;
      const [control, other] = [sides[0].moments(), sides[1].moments()];
      if (Math.min(control.n, other.n) >= fewestUnits && look(control, other)) {
        alarmed++;
        break;
      }
    }
  }
  return alarmed / runs;
};

/** Welford's running moments. */
const running = () => {
  let [n, mean, squares] = [0, 0, 0];
  return {
    add(value: number): void {
      n++;
      const off = value - mean;
      mean += off / n;
      squares += off * (value - mean);
    },
    moments: (): Moments => ({ n, mean, variance: n < 2 ? 0 : squares / (n - 1) }),
  };
};

describe("confidenceSequence", () => {
  it.each([
    ["a normal measure", normal, 0.5],
    ["an even rate", chance(0.5), 0.5],
    ["a rare event", chance(0.05), 0.5],
    ["a skewed measure", skewed, 0.5],
    ["a rare event, a tenth of the traffic in the variant", chance(0.05), 0.1],
    ["a skewed measure, a tenth of the traffic in the variant", skewed, 0.1],
  ])("cries out falsely in at most 5 of 100 experiments that are looked at again and again: %s", (_, draw, split) => {
    expect(alarms(excludesNone, { draws: [draw, draw], split })).toBeLessThanOrEqual(0.05);
  });

  it("does what a test for a single look does not: that one cries out falsely in a quarter of them", () => {
    expect(alarms(fixedAlarm, { draws: [chance(0.5), chance(0.5)] })).toBeGreaterThan(0.2);
  });

  it("sees a difference that is there with the units that were said to be enough, 8 times of 10 and more", () => {
    const variance = 0.25;
    const needed = neededAnytime({ control: variance, other: variance, ratio: 1 }, 0.2);
    const units = (needed?.control ?? 0) + (needed?.other ?? 0);
    expect(alarms(excludesNone, { draws: [chance(0.4), chance(0.6)], units })).toBeGreaterThanOrEqual(0.8);
  });

  it("gives a p that is below 0.05 just where the interval leaves 0 out", () => {
    for (let shift = 0; shift < 1; shift += 0.01) {
      const test = confidenceSequence({ n: 60, mean: 0, variance: 1 }, { n: 40, mean: shift, variance: 1 });
      expect((test?.p ?? 1) < 0.05).toBe((test?.low ?? 0) > 0);
    }
  });

  it("is the paper's boundary where there are many units, and says nothing before there are 20 of each", () => {
    // √(2 (tρ² + 1) / (tρ²) · ln(√(tρ² + 1) / α)) with ρ² = (−2 ln α + ln(1 − 2 ln α)) / 200, t = 200.
    const spread = 2 * Math.log(20) + Math.log(1 + 2 * Math.log(20));
    const boundary = Math.sqrt(((2 * (spread + 1)) / spread) * Math.log(Math.sqrt(spread + 1) / 0.05));
    expect(anytimeQuantile(200)).toBeCloseTo(boundary, 12);
    const many = confidenceSequence({ n: 5e6, mean: 0, variance: 1 }, { n: 5e6, mean: 0, variance: 1 });
    expect(many?.high).toBeCloseTo(anytimeQuantile(1e7) * Math.sqrt(2 / 5e6), 6);
    expect(confidenceSequence({ n: 19, mean: 0, variance: 1 }, { n: 50, mean: 9, variance: 1 })).toBeUndefined();
    expect(confidenceSequence({ n: 50, mean: 1, variance: 0 }, { n: 50, mean: 1, variance: 0 })).toBeUndefined();
  });
});
