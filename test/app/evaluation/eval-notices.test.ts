import { describe, expect, it } from "vitest";
import { evalNotices } from "../../../app/evaluation/eval-notices.ts";
import { caseOf, type Metric } from "../../../brain/core/evaluation.ts";
import type { CompiledProgram } from "../../../brain/core/program.ts";
import { programOf } from "../../contracts/program-store.ts";
import { example } from "../../optimizers/make-example.ts";

const [one, two] = [example("1", ["hello"]), example("2", ["good night"])];
const cases = [one, two].flatMap((each) => caseOf(each) ?? []);
const metric = (name: string, needs: Metric["needs"]): Metric => ({ name, needs, score: () => undefined });
const record = {
  name: "best",
  createdAt: "2026-01-01T00:00:00Z",
  code: "0.1.0",
  lm: "none",
  metric: "demo-relevance",
  seed: 1,
  prompt: "0".repeat(64),
  devset: "0".repeat(64),
  spent: { calls: 0, promptTokens: 0, completionTokens: 0 },
};
const program = (changes: Partial<CompiledProgram> = {}): CompiledProgram => ({ ...programOf([]), ...changes });

const told = (
  split: string,
  programs: { name: string; program: CompiledProgram }[],
  metrics = [metric("m", "reply")],
) => evalNotices({ split, cases, metrics, programs });

describe("what a reader of scores is told", () => {
  it("is nothing where programs know the same and were not chosen by these cases", () => {
    expect(told("dev", [{ name: "knn", program: program({ record }) }])).toEqual([]);
  });

  it("is that a program was chosen on such cases, but not on the testset", () => {
    const best = [{ name: "best", program: program({ optimizer: "search", record }) }];
    expect(told("dev", best)).toEqual([expect.stringContaining("best was chosen by its scores")]);
    expect(told("test", best)).toEqual([]);
  });

  it("is that one learned from what is asked, and another did not", () => {
    const programs = [
      { name: "all", program: program({ trainset: [one, two] }) },
      { name: "some", program: program({ trainset: [] }) },
    ];
    expect(told("dev", programs)).toEqual([
      expect.stringMatching(/^What they know is not the same: all learned from 2 .* others from 0\.$/),
    ]);
  });

  it("is that a program without demos scores nothing by demos", () => {
    const none = [{ name: "@zero-shot", program: program({ settings: { choice: "none" } }) }];
    expect(told("dev", none, [metric("demo-hits@5", "demos")])).toEqual([
      "@zero-shot has no demos: by demo-hits@5 it is 0 by construction.",
    ]);
  });
});
