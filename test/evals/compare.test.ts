import { describe, expect, it } from "vitest";
import type { RunLine } from "../../brain/core/ports.ts";
import { compare, inPlainWords, worseThanBaseline } from "../../evals/compare.ts";
import { gatesOf } from "../../evals/gates.ts";
import { scoreRun } from "../../evals/score-run.ts";
import { slice } from "../../evals/slices.ts";
import { endNumber, evalCase, reply, runLine } from "./make-run.ts";

/** Answers of programs to the same cases, each in a conversation of its own; a program's scores go round. */
const answered = (n: number, programs: Readonly<Record<string, readonly number[]>>) =>
  scoreRun(
    Object.entries(programs).flatMap(([program, scores]) =>
      Array.from({ length: n }, (_, at) =>
        runLine(program, evalCase(`${at}`, { tags: at % 2 === 0 ? ["even"] : ["odd", "both"] }), {
          pipeline: at < 3 ? "rare" : "chat",
          reply: reply((scores[at % scores.length] ?? 0).toFixed(2)),
        }),
      ),
    ),
    [endNumber],
  );

const metrics = [endNumber.name];

describe("compare", () => {
  it("holds every other program against the first, or against the one that is named", async () => {
    const scored = await answered(20, { plain: [0.2, 0.3], better: [0.6, 0.7], alike: [0.3, 0.2] });
    const programs = ["plain", "better", "alike"];
    const [first] = compare(scored, { programs, metrics }).metrics;
    expect(first?.scores.map(({ program, summary }) => [program, Number(summary.mean.toFixed(3))])).toEqual([
      ["plain", 0.25],
      ["better", 0.65],
      ["alike", 0.25],
    ]);
    expect(first?.tests.map((test) => [test.program, inPlainWords(test)])).toEqual([
      ["better", "better"],
      ["alike", "no evidence of a difference"],
    ]);
    const named = compare(scored, { programs, metrics, baseline: "better" });
    expect(named.baseline).toBe("better");
    expect(worseThanBaseline(named, endNumber.name).map(({ program }) => program)).toEqual(["plain", "alike"]);
  });

  it("corrects for all comparisons: what one test alone would call worse may not be among twenty", async () => {
    // Six conversations, all worse: p is 2 of 64.
    const alone = compare(await answered(6, { plain: [0.5], worse: [0.4] }), { programs: ["plain", "worse"], metrics });
    expect(alone.metrics[0]?.tests[0]?.p).toBeCloseTo(2 / 64);
    expect(worseThanBaseline(alone, endNumber.name)).toHaveLength(1);
    const others = Object.fromEntries(Array.from({ length: 19 }, (_, at) => [`other ${at}`, [0.5]]));
    const among = compare(await answered(6, { plain: [0.5], worse: [0.4], ...others }), {
      programs: ["plain", "worse", ...Object.keys(others)],
      metrics,
    });
    expect(among.metrics[0]?.tests[0]?.corrected).toBeCloseTo((2 / 64) * 20);
    expect(worseThanBaseline(among, endNumber.name)).toEqual([]);
  });

  it("says so where conversations are too few for any evidence", async () => {
    const {
      metrics: [first],
    } = compare(await answered(4, { plain: [0], better: [1] }), {
      programs: ["plain", "better"],
      metrics,
    });
    expect(first?.tests.map((test) => inPlainWords(test))).toEqual(["too few conversations to tell"]);
  });

  it("has no baseline where there is one program", async () => {
    const comparison = compare(await answered(4, { plain: [0.5] }), { programs: ["plain"], metrics });
    expect(comparison).not.toHaveProperty("baseline");
    expect(comparison.metrics[0]?.tests).toEqual([]);
  });
});

describe("gatesOf", () => {
  it("holds every mean against the least one, and the others against the baseline", async () => {
    const comparison = compare(await answered(20, { plain: [0.6], worse: [0.3], silent: [] }), {
      programs: ["plain", "worse", "absent"],
      metrics,
    });
    const gates = gatesOf(comparison, { metric: endNumber.name, min: 0.5, alpha: 0.05 });
    expect(gates.map(({ name, passed }) => [name, passed])).toEqual([
      ["plain: end number at least 0.5", true],
      ["worse: end number at least 0.5", false],
      ["absent: end number at least 0.5", false],
      ["worse: end number not significantly worse than plain", false],
    ]);
    expect(gates[2]?.message).toBe("nothing was scored");
    expect(gatesOf(comparison, { metric: endNumber.name })).toEqual([]);
  });
});

describe("gatesOf the baseline", () => {
  const gates = async (extra: Partial<RunLine>) => {
    const lines = Array.from({ length: 8 }, (_, at) => evalCase(`${at}`)).flatMap((one): readonly RunLine[] => [
      runLine("plain", one, { reply: reply("0.50") }),
      { program: "other", repeat: 0, case: one, ...extra },
    ]);
    const scored = await scoreRun(lines, [endNumber]);
    return gatesOf(compare(scored, { programs: ["plain", "other"], metrics }), { metric: endNumber.name, alpha: 0.05 });
  };

  it("fails a program none of whose answers came", async () => {
    expect(await gates({ error: { code: "timeout", message: "late" } })).toMatchObject([
      { passed: false, message: "nothing to compare" },
    ]);
  });

  it("demands nothing by a metric that has nothing to say", async () => {
    const { prediction } = runLine("other", evalCase("silent"), { reply: reply("no number") });
    expect(await gates({ ...(prediction !== undefined && { prediction }) })).toEqual([]);
  });
});

describe("slice", () => {
  it("scores answers apart by pipeline, tag, part of day and who replied; few cases are only counted", async () => {
    const slices = slice(await answered(10, { plain: [0.2, 0.4] }), { programs: ["plain"], metrics });
    expect(
      slices.map(({ by, value, scores }) => [by, value, scores[0]?.n, scores[0]?.summary?.mean.toFixed(2)]),
    ).toEqual([
      ["pipeline", "chat", 7, "0.31"],
      ["pipeline", "rare", 3, undefined],
      ["tag", "both", 5, "0.40"],
      ["tag", "even", 5, "0.20"],
      ["tag", "odd", 5, "0.40"],
      ["part of day", "morning", 10, "0.30"],
      ["replied by", "model", 10, "0.30"],
    ]);
  });
});
