import { describe, expect, it } from "vitest";
import type { BaselineTest } from "../../app/compile/compare-baselines.ts";
import type { MeasuredProgram } from "../../app/compile/measure-program.ts";
import type { Candidate } from "../../brain/core/program.ts";
import { type CompileReport, compileReport } from "../../cli/compile-report.ts";
import { bareProgram } from "../fixtures/bare-program.ts";

const program = bareProgram("search");
const figures = { n: 74, clusters: 65, mean: 0.5, low: 0.4, high: 0.6, errors: 0 };
const measured = (name: string, isBaseline: boolean): MeasuredProgram => ({
  name,
  program,
  isBaseline,
  scored: [],
  summary: { ...figures, skipped: 0 },
  isCut: false,
});
const candidate = (name: string, change: Partial<Candidate> = {}): Candidate => ({
  name,
  settings: {},
  baseline: false,
  ...figures,
  ...change,
});
const test = (change: Partial<BaselineTest> = {}): BaselineTest => ({
  baseline: "zero-shot",
  difference: 0.2,
  low: 0.1,
  high: 0.3,
  p: 0.0004,
  corrected: 0.0004,
  n: 74,
  clusters: 65,
  ...change,
});

const report = (outcome: Partial<CompileReport["outcome"]> = {}, change: Partial<CompileReport> = {}) =>
  compileReport({
    outcome: {
      name: "bold",
      id: "0123456789ab",
      program,
      measured: [measured("nearest k=3", false), measured("zero-shot", true)],
      tests: [test()],
      others: [],
      spent: { calls: 12, cachedCalls: 3, promptTokens: 12_000, completionTokens: 480, cost: 0.011 },
      isPromoted: false,
      notices: [],
      ...outcome,
    },
    metric: "voice",
    split: "dev",
    cases: 74,
    isChosenByScore: false,
    seconds: 65,
    folder: "/home/x/programs",
    ...change,
  });

describe("the report of a compile", () => {
  it("gives every mean with its interval, its cases and its conversations", () => {
    expect(report()).toBe(
      [
        "bold by voice on 74 cases of dev:",
        "",
        "score (95 %)          n  conversations  errors  program",
        "0.500 (0.400–0.600)  74             65       0  nearest k=3 ← bold",
        "0.500 (0.400–0.600)  74             65       0  zero-shot (baseline)",
        "",
        "against zero-shot: +0.200 (+0.100 to +0.300), better, p < 0.001",
        "",
        "spent: 12 calls (3 more were given again and cost nothing) · 12,000 + 480 tokens · $0.011 · 1 min 05 s",
        "saved: bold (0123456789ab) in /home/x/programs",
        "next:  `understudy programs promote bold` has chat use it",
        "",
      ].join("\n"),
    );
  });

  it("says plainly where a baseline was not beaten", () => {
    const tests = [test({ corrected: 0.3 }), test({ baseline: "random", difference: -0.1, corrected: 0.001 })];
    const text = report({ tests });
    expect(text).toContain("against zero-shot: +0.200 (+0.100 to +0.300), no evidence of a difference, p 0.300");
    expect(text).toContain("against random: −0.100 (+0.100 to +0.300), worse, p 0.001");
    expect(text).toContain("NOT shown to be better than zero-shot and random");
  });

  it("claims nothing from a handful of conversations", () => {
    expect(report({ tests: [test({ clusters: 4, corrected: 0.01 })] })).toContain("too few conversations to tell");
  });

  it("shows the best of what else was tried, those with the most cases first, and counts the rest", () => {
    const others = Array.from({ length: 9 }, (_, at) => candidate(`tried ${at}`, { n: at, mean: 0.9 }));
    const lines = report({ others }).split("\n");
    expect(lines.filter((line) => line.includes("tried")).map((line) => line.trim().split("  ").at(-1))).toEqual([
      "tried 8",
      "tried 7",
      "tried 6",
      "tried 5",
      "tried 4",
      "tried 3",
      "and 3 more that were tried",
    ]);
  });

  it("tells that a score which a program was chosen by flatters it, and what is unknown of the cost", () => {
    const spent = { calls: 1, cachedCalls: 0, promptTokens: 10, completionTokens: 2 };
    const text = report({ spent, isPromoted: true }, { isChosenByScore: true });
    expect(text).toContain("which flatters it");
    expect(text).toContain("spent: 1 call · 10 + 2 tokens · at an unknown price");
    expect(text).toContain("promoted: chat uses it from now on");
  });
});
