import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EvalCase, ScoredCase } from "../../brain/core/evaluation.ts";
import { adjustedMeans } from "../../optimizers/adjusted-means.ts";

const cases: readonly EvalCase[] = Array.from({ length: 6 }, (_, at) => ({
  ...{ id: `${at}`, conversation: `${at}`, tags: [] },
  messages: [{ from: "user", text: "hi" }],
}));
const scoredAs = (scores: readonly (number | undefined)[]): ReadonlyMap<EvalCase, ScoredCase> =>
  new Map(
    cases.map((one, at) => {
      const score = scores[at];
      return [one, { case: one, ...(score !== undefined && { scored: { score, reason: "" } }) }];
    }),
  );
const meansOf = (...table: readonly (readonly (number | undefined)[])[]) => adjustedMeans(table.map(scoredAs), cases);
const row = (score: fc.Arbitrary<number | undefined>) => fc.array(score, { minLength: 6, maxLength: 6 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe("means over cases of which some are missing", () => {
  it("are the plain ones where nothing is missing", () => {
    fc.assert(
      fc.property(fc.array(row(share), { minLength: 1, maxLength: 5 }), (table) => {
        const plain = table.map((scores) => scores.reduce<number>((sum, score) => sum + (score ?? 0), 0) / 6);
        for (const [at, mean] of meansOf(...table).entries()) expect(mean).toBeCloseTo(plain[at] ?? 0, 9);
      }),
      { numRuns: 50 },
    );
  });

  it("are found again where each case is as much harder for everybody", () => {
    const [easy, hard] = [0.9, 0.3];
    const whole = [easy, easy, easy, hard, hard, hard];
    const less = (by: number, scores: readonly (number | undefined)[]) =>
      scores.map((score) => (score === undefined ? undefined : score - by));
    const [a, b, c] = meansOf(whole, less(0.1, [easy, easy, easy, undefined, undefined, undefined]), less(0.2, whole));
    expect([a, b, c].map((mean) => mean?.toFixed(6))).toEqual(["0.600000", "0.500000", "0.400000"]);
  });

  it("of two differ by the mean difference on the cases that both have", () => {
    fc.assert(
      fc.property(row(fc.option(share, { nil: undefined })), row(fc.option(share, { nil: undefined })), (one, two) => {
        const differences = [...cases.keys()].flatMap((at) => {
          const [a, b] = [one[at], two[at]];
          return a === undefined || b === undefined ? [] : [a - b];
        });
        fc.pre(differences.length > 0);
        const [a = 0, b = 0] = meansOf(one, two);
        const expected = differences.reduce((sum, each) => sum + each, 0) / differences.length;
        expect(a - b).toBeCloseTo(expected, 6);
      }),
      { numRuns: 100 },
    );
  });

  it("are not there for one that was never scored", () => {
    expect(meansOf([1, 1, 1, 1, 1, 1], new Array(6).fill(undefined))).toEqual([1, undefined]);
    expect(meansOf(new Array(6).fill(undefined))).toEqual([undefined]);
  });
});
