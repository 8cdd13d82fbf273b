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

  it("has no best where nothing was scored", () => {
    expect(setUp([[given, () => undefined]]).best).toBeUndefined();
  });
});
