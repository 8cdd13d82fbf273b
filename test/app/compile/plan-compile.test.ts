import { describe, expect, it } from "vitest";
import { type PlanInput, planCompile } from "../../../app/compile/plan-compile.ts";
import { caseOf, type Metric } from "../../../brain/core/evaluation.ts";
import { example } from "../../optimizers/make-example.ts";

const trainset = Array.from({ length: 100 }, (_, at) => example(`train-${at}`, [`question ${at}`]));
const devset = Array.from({ length: 20 }, (_, at) => example(`dev-${at}`, [`question ${at}`])).flatMap(
  (each) => caseOf(each) ?? [],
);
const metricOf = (needs: Metric["needs"]): Metric => ({ name: "fake", needs, score: () => undefined });

const plan = (given: Partial<PlanInput>) =>
  planCompile({ optimizer: "knn", overrides: {}, trainset, devset, metric: metricOf("reply"), seed: 1, ...given });

describe("the plan of a compile", () => {
  it("measures the program and two baselines, and a baseline itself only once", () => {
    expect(plan({})).toEqual({ least: 60, most: 60 });
    expect(plan({ optimizer: "random" })).toEqual({ least: 40, most: 40 });
  });

  it("tells a range where it depends on what is answered", () => {
    const { least, most } = plan({ optimizer: "bootstrap" });
    // 8 tries at least, all 100 examples at most; the teacher, the program and both baselines on the devset.
    expect([least, most]).toEqual([8 + 80, 100 + 80]);
    const gepa = plan({ optimizer: "gepa" });
    expect(gepa.least).toBeLessThan(gepa.most);
    const short = plan({ optimizer: "gepa", overrides: { trials: 2, minibatch: 3 } });
    expect(short.most).toBeLessThan(gepa.least);
  });

  it("keeps part of a budget for measuring, but never more than half of it", () => {
    expect(plan({ budgetCalls: 200 }).optimizerCalls).toBe(140);
    expect(plan({ budgetCalls: 50 })).toEqual({ least: 50, most: 50, optimizerCalls: 25 });
  });

  it("keeps nothing back from a search that measures everything on its way", () => {
    const whole = plan({ optimizer: "search" });
    expect(plan({ optimizer: "search", budgetCalls: whole.most }).optimizerCalls).toBe(whole.most - devset.length);
  });

  it("keeps nothing back where nothing is paid for", () => {
    expect(plan({ optimizer: "search", metric: metricOf("demos"), budgetCalls: 300 }).optimizerCalls).toBe(300);
  });

  it("refuses a budget that a search cannot do anything with", () => {
    expect(() => plan({ optimizer: "search", budgetCalls: 3 })).toThrow(/too few to compare anything/);
  });
});
