import { expect, it } from "vitest";
import { LmError } from "../../brain/core/errors.ts";
import type { Metric } from "../../brain/core/evaluation.ts";
import type { RunLine } from "../../brain/core/ports.ts";
import { scoredCases, scoreRun } from "../../evals/score-run.ts";
import { summarize } from "../../evals/statistics/summarize.ts";
import { endNumber, evalCase, reply, runLine } from "./make-run.ts";

const failed: RunLine = { program: "p", repeat: 0, case: evalCase("c"), error: { code: "timeout", message: "late" } };

const throwing: Metric = {
  name: "throwing",
  needs: "reply",
  score: () => {
    throw new TypeError("x is undefined");
  },
};

it("scores each line by each metric, and an answer that never came by none", async () => {
  const lines = [
    runLine("p", evalCase("a"), { reply: reply("0.25") }),
    runLine("p", evalCase("b"), { reply: reply("no number") }),
    failed,
  ];
  const scored = await scoreRun(lines, [endNumber, throwing]);
  expect(scored.map(({ line }) => line)).toEqual(lines);
  expect(scored[0]?.scores["end number"]).toEqual({ scored: { score: 0.25, reason: "what it ends on" } });
  expect(scored[1]?.scores["end number"]).toEqual({});
  expect(scored[1]?.scores.throwing).toEqual({
    error: { code: "metric", message: 'metric "throwing" on case "b" failed: x is undefined' },
  });
  expect(scored[2]?.scores).toEqual({});
});

it("counts what failed apart from what was scored: an error is no zero", async () => {
  const scored = await scoreRun(
    [
      runLine("p", evalCase("a"), { reply: reply("0.8") }),
      failed,
      runLine("q", evalCase("a"), { reply: reply("0.1") }),
    ],
    [endNumber, throwing],
  );
  expect(summarize(scoredCases(scored, "p", "end number"))).toMatchObject({ n: 1, mean: 0.8, errors: 1, skipped: 0 });
  expect(summarize(scoredCases(scored, "p", "throwing"))).toMatchObject({ n: 0, errors: 2 });
});

it("has metrics of replies say nothing where no replies were asked for", async () => {
  const { prediction: made, ...line } = runLine("p", evalCase("a"));
  if (made === undefined) throw new Error("a line of this test has an answer");
  const { reply: _, ...demosOnly } = made;
  const scored = await scoreRun([{ ...line, prediction: demosOnly }], [throwing]);
  expect(scored[0]?.scores).toEqual({ throwing: {} });
});

it("ends when a metric that asks a model is aborted", async () => {
  const judge: Metric = {
    name: "judge",
    needs: "reply",
    score: async () => {
      throw new LmError("aborted", "the call was cancelled", { retryable: false });
    },
  };
  await expect(scoreRun([runLine("p", evalCase("a"))], [judge])).rejects.toMatchObject({ code: "aborted" });
});
