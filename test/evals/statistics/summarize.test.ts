import fc from "fast-check";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, it } from "vitest";
import type { ScoredCase } from "../../../brain/core/evaluation.ts";
import { summarize } from "../../../evals/statistics/summarize.ts";
import { evalCase, scoredCase } from "../make-run.ts";

const scores = fc.double({ min: 0, max: 1, noNaN: true });

/** Cases of a few conversations, some without a score, some in error. */
const cases: fc.Arbitrary<readonly ScoredCase[]> = fc
  .array(fc.record({ conversation: fc.nat(6), score: fc.option(scores, { nil: undefined }), failed: fc.boolean() }), {
    maxLength: 30,
  })
  .map((all) =>
    all.map(({ conversation, score, failed }, at) =>
      score === undefined && failed
        ? { case: evalCase(`${at}`), error: { code: "timeout", message: "no answer" } }
        : scoredCase(`${at}`, score, { conversation: `${conversation}` }),
    ),
  );

describe("summarize", () => {
  it("gives the mean of what was scored, and counts apart what failed and what was skipped", () => {
    const failed: ScoredCase = { case: evalCase("d"), error: { code: "timeout", message: "no answer" } };
    expect(summarize([scoredCase("a", 0.2), scoredCase("b", 0.6), scoredCase("c"), failed])).toMatchObject({
      n: 2,
      clusters: 2,
      mean: 0.4,
      errors: 1,
      skipped: 1,
    });
  });

  it("takes repetitions of a case as one case", () => {
    const once = summarize([scoredCase("a", 0.5), scoredCase("b", 1)]);
    const thrice = [0.4, 0.5, 0.6].map((score) => scoredCase("a", score));
    expect(summarize([...thrice, scoredCase("b", 1)])).toEqual(once);
  });

  it("claims nothing from one conversation, however many cases it has", () => {
    const own = [0.5, 0.6, 0.7, 0.8].map((score, at) => scoredCase(`${at}`, score, { conversation: "same" }));
    expect(summarize(own)).toMatchObject({ n: 4, clusters: 1, low: 0, high: 1 });
    expect(summarize([])).toMatchObject({ n: 0, clusters: 0, low: 0, high: 1 });
  });

  it("does not take twenty perfect conversations for perfection", () => {
    const perfect = Array.from({ length: 20 }, (_, at) => scoredCase(`${at}`, 1));
    // Clopper & Pearson 1934: 20 of 20 hits, two-sided 95 %.
    expect(summarize(perfect).low).toBeCloseTo(0.8316, 4);
    expect(summarize(perfect)).toMatchObject({ mean: 1, high: 1 });
  });

  it("is less sure where cases come from the same conversations", () => {
    const values = Array.from({ length: 40 }, (_, at) => ((at % 10) + 0.5) / 10);
    const width = (perConversation: boolean) => {
      const { low, high } = summarize(
        values.map((score, at) =>
          scoredCase(`${at}`, score, { conversation: perConversation ? `${at % 10}` : `${at}` }),
        ),
      );
      return high - low;
    };
    expect(width(true)).toBeGreaterThan(1.8 * width(false));
  });

  it("stays within 0 and 1 around the mean, whatever the scores", () => {
    fc.assert(
      fc.property(cases, (all) => {
        const { n, clusters, mean, low, high, errors, skipped } = summarize(all);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(mean);
        expect(high).toBeGreaterThanOrEqual(mean);
        expect(high).toBeLessThanOrEqual(1);
        expect(clusters).toBeLessThanOrEqual(n);
        expect(n + errors + skipped).toBe(all.length);
      }),
    );
  });

  it("does not depend on the order of the cases", () => {
    const shuffled = cases.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, mixed]) => {
        expect(summarize(mixed)).toEqual(summarize(all));
      }),
    );
  });

  // Conversations of 1 to 6 cases that go well or badly as a whole: of 300 seeded samples at least
  // 91 % must hold the truth: 95 % but for the luck of so few samples, and this being the hardest kind of score.
  it.each([
    { conversations: 3, truth: 0.5 },
    { conversations: 8, truth: 0.5 },
    { conversations: 20, truth: 0.85 },
    { conversations: 40, truth: 0.95 },
  ])("holds the truth $truth with $conversations conversations", ({ conversations, truth }) => {
    const random = xoroshiro128plus(7);
    const draw = () => uniformFloat64(random);
    const samples = 300;
    let held = 0;
    for (let sample = 0; sample < samples; sample++) {
      const drawn = Array.from({ length: conversations }, (_, conversation) => {
        // Half of the conversations are of one mind; in the others each case is drawn for itself.
        const mood = draw() < truth ? 1 : 0;
        const together = draw() < 0.5;
        return Array.from({ length: 1 + Math.floor(6 * draw()) }, (_, at) =>
          scoredCase(`${conversation} ${at}`, together ? mood : Number(draw() < truth), {
            conversation: `${conversation}`,
          }),
        );
      });
      const { low, high } = summarize(drawn.flat());
      if (low <= truth && truth <= high) held++;
    }
    expect(held / samples).toBeGreaterThanOrEqual(0.91);
  });
});
