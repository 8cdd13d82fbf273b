import { describe, expect, it } from "vitest";
import type { CompileUpdate } from "../../../app/compile/compile-update.ts";
import { type CompileHooks, type CompileParts, runCompile } from "../../../app/compile/run-compile.ts";
import { LmError } from "../../../brain/core/errors.ts";
import { caseOf, type ScoredCase } from "../../../brain/core/evaluation.ts";
import type { CompileOptions, Evaluate, Optimizer, ProgramLibrary } from "../../../brain/core/ports.ts";
import type { Candidate, CompiledProgram, Student } from "../../../brain/core/program.ts";
import { summarize } from "../../../evals/statistics/summarize.ts";
import { StoreError } from "../../../store/store-error.ts";
import { example } from "../../optimizers/make-example.ts";
import { rejection } from "../temporary-folder.ts";

const trainset = [example("a", ["hi"]), example("b", ["hello"])];
const devset = Array.from({ length: 12 }, (_, at) => caseOf(example(`dev-${at}`, [`question ${at}`]))).flatMap(
  (each) => each ?? [],
);

const programOf = (name: string, student: Student, candidates: readonly Candidate[] = []): CompiledProgram => ({
  optimizer: name,
  settings: { choice: name },
  student,
  embedder: { provider: "test", model: "words", dimensions: 2, version: "1" },
  trainsetHash: "0".repeat(64),
  rows: [],
  vectors: new Float32Array(),
  pinned: [],
  candidates,
  trainset,
});

const optimizer = (name: string, candidates: readonly Candidate[] = []): Optimizer & { options: CompileOptions[] } => {
  const options: CompileOptions[] = [];
  return {
    name,
    options,
    compile: async (student, _, given = {}) => {
      options.push(given);
      return programOf(name, student, candidates);
    },
  };
};

/** Scores by program name; a number is the score of every case, a function decides by case. */
const scoring =
  (scores: Readonly<Record<string, number | ((at: number) => Omit<ScoredCase, "case"> | LmError)>>): Evaluate =>
  async (program, cases, { onCase }) => {
    const scored: ScoredCase[] = [];
    for (const [at, evalCase] of cases.entries()) {
      const by = scores[program.optimizer] ?? 0;
      const outcome = typeof by === "number" ? { scored: { score: by, reason: "" } } : by(at);
      if (outcome instanceof LmError) throw outcome;
      const one = { case: evalCase, ...outcome };
      scored.push(one);
      onCase?.(one);
    }
    return scored;
  };

const memoryLibrary = (changes: Partial<ProgramLibrary> = {}) => {
  const saved = new Map<string, CompiledProgram>();
  const promoted: string[] = [];
  const library: ProgramLibrary = {
    list: async () => [],
    load: async () => Promise.reject(new Error("not asked for")),
    save: async (name, program) => {
      saved.set(name, program);
      return { id: "0123456789ab" };
    },
    promoted: async () => ({ name: "before", id: "ffffffffffff" }),
    promote: async (name) => void promoted.push(name),
    rollback: async () => undefined,
    touches: async () => [],
    recordTouch: async () => {},
    reserve: async () => async () => {},
    ...changes,
  };
  return { library, saved, promoted };
};

const spent = { calls: 3, cachedCalls: 1, promptTokens: 30, completionTokens: 6, cost: 0.25 };

const setup = (changes: Partial<CompileParts> & { readonly evaluate: Evaluate }, hooks: Partial<CompileHooks> = {}) => {
  const { library, saved, promoted } = memoryLibrary();
  const updates: CompileUpdate[] = [];
  const parts: CompileParts = {
    optimizerWith: async () => optimizer("knn"),
    baselinesFor: async () => [
      { name: "zero-shot", optimizer: optimizer("zero-shot") },
      { name: "random k=5", optimizer: optimizer("random") },
    ],
    student: { signature: "respond", instructions: "Answer." },
    trainset,
    devset,
    metric: unscored,
    summarize,
    describe: ({ optimizer }) => `described ${optimizer}`,
    spent: () => spent,
    refusal: () => undefined,
    library,
    record: {
      name: "bold-1",
      code: "0.1.0",
      lm: "together:fake",
      metric: "fake",
      seed: 7,
      prompt: "1".repeat(64),
      devset: "2".repeat(64),
    },
    ...changes,
  };
  const compile = () =>
    runCompile(parts, {
      now: () => Date.parse("2026-12-24T23:40:00Z"),
      elapsed: () => updates.length * 300,
      onUpdate: (update) => updates.push(update),
      ...hooks,
    });
  return { compile, saved, promoted, updates };
};

const fault = (code: string): Omit<ScoredCase, "case"> => ({ error: { code, message: `it said ${code}` } });
const overBudget = () => new LmError("over-budget", "no more", { retryable: false });
const unscored: CompileParts["metric"] = { name: "fake", needs: "reply", score: () => undefined };
const good: Evaluate = scoring({ knn: 0.9, "zero-shot": 0.2, random: 0.5 });

describe("a compile", () => {
  it("saves the program with its score, both baselines' and where it comes from", async () => {
    const { compile, saved, promoted } = setup({ evaluate: good });
    const outcome = await compile();
    expect(outcome).toMatchObject({ name: "bold-1", id: "0123456789ab", isPromoted: false, notices: [] });
    expect(promoted).toEqual([]);
    const program = saved.get("bold-1");
    expect(
      program?.candidates.map(({ name, mean, n, clusters, baseline }) => [name, mean, n, clusters, baseline]),
    ).toEqual([
      ["described knn", expect.closeTo(0.9), 12, 12, false],
      ["zero-shot", expect.closeTo(0.2), 12, 12, true],
      ["random k=5", 0.5, 12, 12, true],
    ]);
    expect(program?.record).toEqual({
      name: "bold-1",
      createdAt: "2026-12-24T23:40:00.000Z",
      code: "0.1.0",
      lm: "together:fake",
      metric: "fake",
      seed: 7,
      prompt: "1".repeat(64),
      devset: "2".repeat(64),
      parent: "ffffffffffff",
      spent: { calls: 3, promptTokens: 30, completionTokens: 6, cost: 0.25 },
    });
  });

  it("compares the program with each baseline, case by case", async () => {
    const { tests } = await setup({ evaluate: good }).compile();
    expect(tests.map(({ baseline, difference, n, clusters }) => [baseline, difference, n, clusters])).toEqual([
      ["zero-shot", expect.closeTo(0.7), 12, 12],
      ["random k=5", expect.closeTo(0.4), 12, 12],
    ]);
    for (const { corrected } of tests) expect(corrected).toBeLessThan(0.05);
  });

  it("promotes it where that was asked for", async () => {
    const { compile, promoted } = setup({ evaluate: good }, { promote: true });
    expect((await compile()).isPromoted).toBe(true);
    expect(promoted).toEqual(["bold-1"]);
  });

  it("keeps the optimizer's own candidates, and tells the winner by the name it gave", async () => {
    const candidate = (name: string, choice: string): Candidate => ({
      name,
      settings: { choice },
      n: 6,
      clusters: 3,
      mean: 0.5,
      low: 0.4,
      high: 0.6,
      errors: 0,
      baseline: false,
    });
    const search = optimizer("knn", [candidate("nearest k=5", "knn"), candidate("nearest k=3", "other")]);
    const { compile, saved } = setup({ evaluate: good, optimizerWith: async () => search });
    const { measured, others } = await compile();
    expect(measured[0]?.name).toBe("nearest k=5");
    expect(others.map(({ name }) => name)).toEqual(["nearest k=3"]);
    expect(saved.get("bold-1")?.candidates.map(({ name }) => name)).toEqual([
      "nearest k=5",
      "zero-shot",
      "random k=5",
      "nearest k=3",
    ]);
  });

  it("measures no baseline that the program itself is", async () => {
    const { measured, tests } = await setup({
      evaluate: good,
      optimizerWith: async () => optimizer("random"),
    }).compile();
    expect(measured.map(({ name }) => name)).toEqual(["described random", "zero-shot"]);
    expect(tests.map(({ baseline }) => baseline)).toEqual(["zero-shot"]);
  });

  it("gives the optimizer what it chooses by, and the calls that it may plan for", async () => {
    const search = optimizer("knn");
    await setup({ evaluate: good, optimizerWith: async () => search, optimizerCalls: 20 }).compile();
    expect(search.options[0]).toMatchObject({ metric: { name: "fake" }, devset, budget: { calls: 20 } });
  });

  it("tells how far it is, and what was spent and went wrong, while it runs", async () => {
    const { compile, updates } = setup({
      evaluate: scoring({ knn: (at) => (at % 3 === 0 ? fault("server") : { scored: { score: 0.9, reason: "" } }) }),
    });
    await compile();
    const last = updates.at(-1);
    expect(last).toMatchObject({ phase: "done", calls: 3, cached: 1, cost: 0.25, errors: 4 });
    const phases = [...new Set(updates.flatMap(({ phase }) => phase ?? []))];
    expect(phases).toEqual([
      "measuring described knn",
      "measuring zero-shot",
      "measuring random k=5",
      "saving",
      "done",
    ]);
    expect(updates.flatMap(({ running }) => running?.summary?.n ?? [])).toContain(8);
    expect(updates.map(({ done }) => done)).toContain(12);
  });
});

describe("faults", () => {
  it("of a third of the cases are counted and told, and are no zeros", async () => {
    const { compile, saved } = setup({
      evaluate: scoring({ knn: (at) => (at % 3 === 0 ? fault("server") : { scored: { score: 0.9, reason: "" } }) }),
    });
    const { notices } = await compile();
    expect(saved.get("bold-1")?.candidates[0]).toMatchObject({ n: 8, errors: 4, mean: expect.closeTo(0.9) });
    expect(notices).toEqual([
      "4 of 12 cases of described knn ended in a fault and count for nothing (it said server); --resume asks those alone again.",
    ]);
  });

  it("of a metric in every case save nothing, and name it", async () => {
    const { compile, saved } = setup({ evaluate: scoring({ knn: () => fault("metric") }) });
    const error = await rejection(compile());
    expect(error).toMatchObject({ code: "unmeasured" });
    expect(error.message).toBe(
      "Nothing could be measured: of 12 cases of the devset 12 ended in a fault, the first one with: it said metric",
    );
    expect(saved.size).toBe(0);
  });

  it("a metric that has nothing to say of any case is named, too", async () => {
    const error = await rejection(setup({ evaluate: scoring({ knn: () => ({}) }) }).compile());
    expect(error.message).toContain("The metric fake has nothing to say of any of the 12 cases");
  });

  it("a budget that is spent while searching, with nothing found, says what to do", async () => {
    const search: Optimizer = { name: "search", compile: async () => Promise.reject(overBudget()) };
    const error = await rejection(
      setup({ evaluate: good, optimizerWith: async () => search, optimizerCalls: 5 }).compile(),
    );
    expect(error).toMatchObject({ code: "over-budget" });
    expect(error.message).toContain("before search had found a program to keep: no more.");
    expect(error.message).toContain("--resume");
  });

  it("a budget that is spent while measuring keeps the program, and says what was not measured", async () => {
    const cut = (at: number) => (at < 5 ? { scored: { score: 0.9, reason: "" } } : overBudget());
    const { compile, saved } = setup({ evaluate: scoring({ knn: cut, "zero-shot": overBudget, random: overBudget }) });
    const { notices, measured } = await compile();
    expect(measured.map(({ name }) => name)).toEqual(["described knn"]);
    expect(saved.get("bold-1")?.candidates.map(({ n }) => n)).toEqual([5]);
    expect(notices).toEqual([
      "The budget was spent when described knn had answered 5 of 12 cases by fake.",
      "The budget left nothing for zero-shot and random k=5: the program was not compared with that.",
      "No more.",
    ]);
  });

  it("a budget that ended the search alone is told, with its figures", async () => {
    const search: Optimizer = {
      name: "search",
      compile: async (student, _, { metric } = {}) => {
        await spending(programOf("search", student), devset, { metric: metric ?? unscored }).catch(() => {});
        return programOf("knn", student);
      },
    };
    const refusal = new LmError("over-budget", "the day's budget of $2.00 is used up: $2.00 spent", {
      retryable: false,
    });
    let spending: Evaluate = good;
    const optimizerWith: CompileParts["optimizerWith"] = async (evaluate) => {
      spending = evaluate;
      return search;
    };
    const evaluate = scoring({ search: overBudget, knn: 0.9 });
    expect((await setup({ evaluate, optimizerWith }).compile()).notices).toEqual(["No more."]);
    const { compile } = setup({ evaluate, optimizerWith, refusal: () => refusal });
    expect((await compile()).notices).toEqual(["The day's budget of $2.00 is used up: $2.00 spent."]);
  });

  it("of the disk when saving say that going on costs nothing", async () => {
    const full = new StoreError("unwritable", "/x/program.json", Object.assign(new Error(""), { code: "ENOSPC" }));
    const { library } = memoryLibrary({ save: async () => Promise.reject(full) });
    const error = await rejection(setup({ evaluate: good, library }).compile());
    expect(error).toMatchObject({ code: "unwritable" });
    expect(error.message).toContain("the disk is full");
    expect(error.message).toContain("--resume");
  });

  it("a compile that was stopped saves nothing", async () => {
    const stopped = new LmError("aborted", "stopped", { retryable: false });
    const { compile, saved } = setup({ evaluate: scoring({ knn: () => stopped }) });
    expect(await rejection(compile())).toBe(stopped);
    expect(saved.size).toBe(0);
  });
});
