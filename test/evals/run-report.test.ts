import { describe, expect, it } from "vitest";
import { distinctNgrams } from "../../evals/distinct-ngrams.ts";
import { runReport } from "../../evals/run-report.ts";
import { scoreRun } from "../../evals/score-run.ts";
import { endNumber, evalCase, reply, runInfo, runLine } from "./make-run.ts";
import { makeReport } from "./reports/make-report.ts";

describe("runReport", () => {
  it("counts what each program did", async () => {
    const [baseline, knn] = (await makeReport()).programs;
    expect(knn).toMatchObject({
      name: "knn",
      answers: 3,
      errors: { timeout: 1 },
      by: { model: 1, safe: 1 },
      ended: { complete: 2 },
      furtherCalls: 2,
      blocked: { "how was your walk?": 2 },
      tokens: { calls: 4, prompt: 200, completion: 20 },
      ms: { median: 500, p95: 500 },
      touches: [{ run: "earlier" }],
    });
    expect(knn?.cost).toBeCloseTo(0.04);
    expect(baseline).toMatchObject({ answers: 3, errors: {}, furtherCalls: 0, blocked: {}, touches: [] });
  });

  it("puts the answers to a case side by side, in the order of the programs", async () => {
    const { turns, demos } = await makeReport();
    expect(turns.map(({ case: one }) => one.id.slice(0, 1))).toEqual(["a", "b", "c"]);
    expect(turns[0]?.answers.map(({ program }) => program)).toEqual(["knn baseline", "knn"]);
    expect(turns[0]?.answers[1]).toMatchObject({
      pipeline: "chat",
      partOfDay: "morning",
      demos: [{ id: "demo of how was your walk?", similarity: 0.7123 }],
      scores: [{ metric: "end number", scored: { score: 0.75 } }],
    });
    expect(turns[2]?.answers[1]).toMatchObject({ error: { code: "timeout" }, demos: [], scores: [] });
    expect(demos["demo of how was your walk?"]?.reply).toBe("The walk was long and wet. 0.25");
  });

  it("tells no cost where the price of one reply is not known", async () => {
    const lines = [runLine("p", evalCase("a")), runLine("p", evalCase("b"), { reply: reply("b", { lm: "other:lm" }) })];
    const scored = await scoreRun(lines, []);
    const priced = runReport(runInfo("p"), scored, {
      metrics: [],
      priceOf: ({ lm }) => (lm === "other:lm" ? undefined : 1),
    });
    expect(priced.programs[0]).not.toHaveProperty("cost");
    expect(runReport(runInfo("p"), scored, { metrics: [], priceOf: () => 1 }).programs[0]?.cost).toBe(2);
  });

  it("shows the reply that stood in the prompt where two programs hold different ones to an example", async () => {
    const demo = { id: "d", conversation: "x", messages: [], tags: [], similarity: 1 };
    const lines = ["own", "made"].map((words) =>
      runLine(words, evalCase("a"), { demos: [{ ...demo, reply: `${words} reply` }] }),
    );
    const { demos, turns } = runReport(runInfo("own", "made"), await scoreRun(lines, [endNumber]), { metrics: [] });
    expect(demos.d?.reply).toBe("own reply");
    expect(turns[0]?.answers.map((answer) => answer.demos[0]?.reply)).toEqual([undefined, "made reply"]);
  });
});

describe("distinctNgrams", () => {
  it("falls where the same is said over and over", () => {
    expect(distinctNgrams(["so good", "so bad"])).toEqual({ unigrams: 3 / 4, bigrams: 1 });
    expect(distinctNgrams(["so good", "So good!"])).toEqual({ unigrams: 1 / 2, bigrams: 1 / 2 });
    expect(distinctNgrams(["hm"])).toEqual({ unigrams: 1 });
    expect(distinctNgrams([])).toEqual({});
  });
});
