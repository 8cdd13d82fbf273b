import fc from "fast-check";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, it } from "vitest";
import { pairedTest } from "../../../evals/statistics/paired-test.ts";
import { scoredCase } from "../make-run.ts";

const score = fc.double({ min: 0, max: 1, noNaN: true });

const scored = (scores: readonly number[], conversationOf: (at: number) => string = String) =>
  scores.map((value, at) => scoredCase(`${at}`, value, { conversation: conversationOf(at) }));

describe("pairedTest", () => {
  it("goes through all patterns of signs where conversations are few", () => {
    // Five conversations that all got better: of 2^5 patterns two are as extreme.
    const test = pairedTest(scored([0.1, 0.2, 0.3, 0.4, 0.5]), scored([0.2, 0.4, 0.6, 0.8, 1]));
    expect(test.p).toBe(2 / 32);
    expect(test.difference).toBeCloseTo(0.3);
    expect(test).toMatchObject({ n: 5, clusters: 5 });
  });

  it("swaps whole conversations, not cases", () => {
    // Twenty cases, all better, but in four conversations: 2 of 2^4 patterns.
    const before = scored(Array(20).fill(0.4), (at) => `${at % 4}`);
    const after = scored(Array(20).fill(0.6), (at) => `${at % 4}`);
    expect(pairedTest(before, after)).toMatchObject({ p: 2 / 16, n: 20, clusters: 4 });
  });

  it("says the same where there are too many conversations to draw signs for each", () => {
    const rng = xoroshiro128plus(3);
    const before = Array.from({ length: 2000 }, () => uniformFloat64(rng));
    const others = before.map(() => uniformFloat64(rng));
    // From nothing to be found to what is clear.
    for (const lead of [0, 0.01, 0.02, 0.03]) {
      const after = others.map((score) => Math.min(1, score + lead));
      const few = pairedTest(scored(before), scored(after)).p;
      const many = pairedTest(scored([...before, 0.5]), scored([...after, 0.5 + 1e-9])).p;
      expect(Math.abs(many - few)).toBeLessThan(0.02);
    }
  });

  it("compares the cases alone that both have a score of, repetitions averaged", () => {
    const before = [scoredCase("a", 0.2), scoredCase("a", 0.4), scoredCase("b", 0.9), scoredCase("c")];
    const after = [scoredCase("a", 0.5), scoredCase("c", 1), scoredCase("d", 0)];
    const test = pairedTest(before, after);
    expect(test).toMatchObject({ n: 1, clusters: 1, low: -1, high: 1, p: 1 });
    expect(test.difference).toBeCloseTo(0.2);
  });

  it("finds nothing where there is nothing to compare, and in programs that do the same", () => {
    expect(pairedTest([], scored([1]))).toEqual({ difference: 0, low: -1, high: 1, p: 1, n: 0, clusters: 0 });
    const same = scored(Array.from({ length: 30 }, (_, at) => at / 30));
    const test = pairedTest(same, same);
    expect(test).toMatchObject({ difference: 0, p: 1, n: 30 });
    expect(test.low).toBeGreaterThan(-0.2);
    expect(test.low).toBeLessThan(0);
  });

  it("is the same the other way round, with the other sign", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(score, score, fc.nat(5)), { minLength: 1, maxLength: 20 }), (pairs) => {
        const conversationOf = (at: number) => `${pairs[at]?.[2]}`;
        const before = scored(
          pairs.map(([one]) => one),
          conversationOf,
        );
        const after = scored(
          pairs.map(([, other]) => other),
          conversationOf,
        );
        const there = pairedTest(before, after);
        const back = pairedTest(after, before);
        expect(back.difference).toBeCloseTo(-there.difference, 12);
        expect(back.p).toBe(there.p);
        for (const { low, high, difference, p } of [there, back]) {
          expect(low).toBeGreaterThanOrEqual(-1);
          expect(low).toBeLessThanOrEqual(difference);
          expect(high).toBeGreaterThanOrEqual(difference);
          expect(high).toBeLessThanOrEqual(1);
          expect(p).toBeGreaterThan(0);
          expect(p).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("does not depend on the order of the cases", () => {
    const shuffled = fc.array(fc.tuple(score, score, fc.nat(20)), { minLength: 1, maxLength: 40 }).chain((pairs) => {
      const after = pairs.map(([, other, conversation], at) =>
        scoredCase(`${at}`, other, { conversation: `${conversation}` }),
      );
      return fc.tuple(fc.constant(pairs), fc.constant(after), fc.shuffledSubarray(after, { minLength: after.length }));
    });
    fc.assert(
      fc.property(shuffled, ([pairs, after, mixed]) => {
        const before = pairs.map(([one, , conversation], at) =>
          scoredCase(`${at}`, one, { conversation: `${conversation}` }),
        );
        expect(pairedTest(before, mixed)).toEqual(pairedTest(before, after));
      }),
      { numRuns: 30 },
    );
  });

  // Two programs that are alike, in conversations with a mood of their own: of 200 seeded runs about 5 % may cry wolf.
  it.each([8, 20])("cries wolf rarely with %i conversations, and finds what is there", (conversations) => {
    const random = xoroshiro128plus(11);
    const draw = () => uniformFloat64(random);
    const runs = 200;
    let alarms = 0;
    let found = 0;
    for (let run = 0; run < runs; run++) {
      const moods = Array.from({ length: conversations }, draw);
      const program = (gain: number) =>
        moods.flatMap((mood, conversation) =>
          [0, 1, 2].map((at) =>
            scoredCase(`${conversation} ${at}`, Math.min(1, (mood + draw()) / 3 + gain), {
              conversation: `${conversation}`,
            }),
          ),
        );
      const before = program(0);
      if (pairedTest(before, program(0)).p < 0.05) alarms++;
      if (pairedTest(before, program(0.2)).p < 0.05) found++;
    }
    expect(alarms / runs).toBeLessThanOrEqual(0.09);
    expect(alarms / runs).toBeGreaterThan(0);
    expect(found / runs).toBeGreaterThan(0.9);
  });
});
