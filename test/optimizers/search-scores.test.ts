import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EvalCase } from "../../brain/core/evaluation.ts";
import { summarize } from "../../evals/statistics/summarize.ts";
import { defaultDemoSettings } from "../../optimizers/demo-settings.ts";
import { searchScores } from "../../optimizers/search-scores.ts";
import type { SearchCandidate } from "../../optimizers/search-space.ts";

const cases: readonly EvalCase[] = Array.from({ length: 20 }, (_, i) => ({
  id: `${i}`,
  conversation: `conversation ${i}`,
  messages: [{ from: "user", text: "hi" }],
  tags: [],
}));

const candidate = (name: string, changes: number, baseline = false): SearchCandidate => ({
  ...{ name, changes, baseline },
  settings: defaultDemoSettings,
});

const [given, near, far, none] = [
  candidate("given", 0),
  candidate("near", 1),
  candidate("far", 3),
  candidate("none", 1, true),
] as const;

type Score = (at: number) => number | undefined;

const setUp = (scores: readonly (readonly [SearchCandidate, Score])[]) => {
  const all = searchScores(summarize);
  for (const [of, score] of scores) {
    for (const [at, one] of cases.entries()) {
      const value = score(at);
      all.keep(of, { case: one, ...(value !== undefined && { scored: { score: value, reason: "" } }) });
    }
  }
  const candidates = scores.map(([of]) => of);
  return {
    best: all.best(candidates, cases)?.candidate.name,
    ranked: all.ranked(candidates, cases).map((one) => one.candidate.name),
  };
};

const scoreOf = (score: number) => ({ score, reason: "" });

/** Half of the cases well answered; one where `at` is in `more` as well. */
const half =
  (...more: readonly number[]): Score =>
  (at) =>
    at % 2 === 0 || more.includes(at) ? 1 : 0;

describe("searchScores", () => {
  it("takes the simplest of those that lead by no more than a standard error", () => {
    expect(
      setUp([
        [given, half()],
        [near, half(1)],
        [far, half(1)],
      ]),
    ).toEqual({
      best: "given",
      ranked: ["near", "far", "given"],
    });
  });

  it("takes the best where its lead is larger", () => {
    expect(
      setUp([
        [given, half()],
        [far, half(1, 3, 5)],
      ]).best,
    ).toBe("far");
    expect(
      setUp([
        [given, half()],
        [near, half(1, 3, 5)],
        [far, half(1, 3, 5, 7)],
      ]).best,
    ).toBe("near");
  });

  it("takes a baseline only where it is better than all others, never for being as good", () => {
    expect(
      setUp([
        [far, half(1, 3, 5)],
        [none, half(1, 3, 5)],
      ]).best,
    ).toBe("far");
    expect(
      setUp([
        [given, half()],
        [far, half()],
        [none, half(1, 3, 5)],
      ]).best,
    ).toBe("none");
  });

  it("ranks one that was scored on less than half of the cases last", () => {
    expect(
      setUp([
        [near, (at) => (at < 9 ? 1 : undefined)],
        [given, half()],
      ]),
    ).toEqual({
      best: "given",
      ranked: ["given", "near"],
    });
  });

  it("takes none for having failed on the hard cases: candidates are compared on what both were scored on", () => {
    const failing = ["timeout", "server"].map((code) => ({ code, message: "" }));
    for (const others of [[], [far], [far, none]]) {
      const all = searchScores(summarize);
      for (const [at, one] of cases.entries()) {
        const isHard = at >= 10;
        // Worse than the other on every case that both answered.
        all.keep(given, {
          case: one,
          ...(isHard ? { error: failing[at % 2] as { code: string; message: string } } : { scored: scoreOf(0.8) }),
        });
        all.keep(near, { case: one, scored: scoreOf(isHard ? 0.1 : 0.9) });
        for (const each of others) all.keep(each, { case: one, scored: scoreOf(isHard ? 0.05 : 0.85) });
      }
      const candidates = [given, near, ...others];
      expect(all.best(candidates, cases)?.candidate.name).toBe("near");
      expect(all.ranked(candidates, cases).map(({ candidate }) => candidate.name)[0]).toBe("near");
      expect(all.ranked(candidates, cases).at(-1)?.candidate.name).toBe("given");
    }
  });

  it("does not drop one for a few faults either", () => {
    expect(
      setUp([
        [given, half()],
        [near, (at) => (at === 0 || at === 2 ? undefined : half(1, 3, 5)(at))],
      ]),
    ).toEqual({ best: "near", ranked: ["near", "given"] });
  });

  it("ranks alike in whatever order candidates come", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 20, maxLength: 20 }), {
          minLength: 2,
          maxLength: 6,
        }),
        (table) => {
          const candidates = table.map((_, at) => candidate(`${at}`, at));
          const all = searchScores(summarize);
          for (const [row, scores] of table.entries())
            for (const [at, one] of cases.entries()) {
              const score = scores[at] ?? undefined;
              const of = candidates[row];
              if (of) all.keep(of, { case: one, ...(score !== undefined && { scored: scoreOf(score) }) });
            }
          const names = (given: readonly SearchCandidate[]) =>
            all.ranked(given, cases).map((each) => each.candidate.name);
          expect(names(candidates.toReversed())).toEqual(names(candidates));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("has no best where nothing was scored", () => {
    expect(setUp([[given, () => undefined]]).best).toBeUndefined();
  });
});
