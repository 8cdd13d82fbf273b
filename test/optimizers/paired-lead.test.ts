import { describe, expect, it } from "vitest";
import type { EvalCase, ScoredCase } from "../../brain/core/evaluation.ts";
import { pairedLead } from "../../optimizers/paired-lead.ts";

const cases: readonly EvalCase[] = ["a", "a", "b", "c"].map((conversation, i) => ({
  id: `${i}`,
  conversation,
  messages: [{ from: "user", text: "hi" }],
  tags: [],
}));

const scored = (scores: readonly (number | undefined)[]): ReadonlyMap<EvalCase, ScoredCase> =>
  new Map(
    cases.map((one, i) => {
      const score = scores[i];
      return [one, { case: one, ...(score !== undefined && { scored: { score, reason: "" } }) }];
    }),
  );

describe("pairedLead", () => {
  it("compares the cases that were scored of both", () => {
    expect(pairedLead(scored([1, 1, 0.5, undefined]), scored([0, 1, undefined, 1]), cases)).toEqual({
      mean: 0.5,
      standardError: Number.POSITIVE_INFINITY,
    });
  });

  it("counts cases of one conversation as one thing that was learned", () => {
    // Sums of differences by conversation 2, 0, 1 of 2, 1, 1 cases; mean 0.75.
    const { mean, standardError } = pairedLead(scored([1, 1, 0.5, 1]), scored([0, 0, 0.5, 0]), cases);
    expect(mean).toBe(0.75);
    expect(standardError).toBeCloseTo(Math.sqrt(((0.5 ** 2 + 0.75 ** 2 + 0.25 ** 2) * 3) / 2) / 4, 12);
  });

  it("has nothing to say of no cases", () => {
    expect(pairedLead(scored([]), scored([]), cases)).toEqual({ mean: 0, standardError: Number.POSITIVE_INFINITY });
  });
});
