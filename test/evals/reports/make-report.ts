import type { Demo } from "../../../brain/core/example.ts";
import type { RunLine } from "../../../brain/core/ports.ts";
import { gatesOf } from "../../../evals/gates.ts";
import { type RunReport, runReport } from "../../../evals/run-report.ts";
import { scoreRun } from "../../../evals/score-run.ts";
import { endNumber, evalCase, reply, runInfo, runLine } from "../make-run.ts";

/** Words of people, which no report may take for its own markup. */
export type Words = {
  readonly program: string;
  readonly message: string;
  readonly reply: string;
  readonly other: string;
};

export const plainWords: Words = {
  program: "knn",
  message: "how was your walk?",
  reply: "The walk was long and lovely. 0.75",
  other: "The walk was long and wet. 0.25",
};

const demo = ({ message, other }: Words): Demo => ({
  id: `demo of ${message}`,
  conversation: "another",
  messages: [{ from: "user", text: message }],
  reply: other,
  tags: [],
  similarity: 0.7123,
});

/** A report of two programs and three cases; the second program has an answer in error. The words stand everywhere. */
export const makeReport = async (words: Words = plainWords): Promise<RunReport> => {
  const { program, message, reply: text, other } = words;
  const baseline = `${program} baseline`;
  const cases = ["a", "b", "c"].map((id) =>
    evalCase(`${id} ${message}`, {
      messages: [
        { from: "persona", text: other },
        { from: "user", text: message },
      ],
      expected: text,
      tags: [message],
    }),
  );
  const verdicts = [
    { side: "output", guard: other, action: "block", category: message, reason: text, attempt: 1 },
  ] as const;
  const lines = cases.flatMap((one, at): readonly RunLine[] => [
    runLine(baseline, one, { reply: reply(other), pipeline: message }),
    at === 2
      ? { program, repeat: 0, case: one, error: { code: "timeout", message: other } }
      : runLine(program, one, {
          reply: reply(text, { calls: 2, by: at === 0 ? "safe" : "model" }),
          demos: [demo(words)],
          verdicts,
        }),
  ]);
  return runReport(runInfo(baseline, program), await scoreRun(lines, [endNumber]), {
    metrics: [{ name: endNumber.name, says: `what it ends on ${message}`, cannotSay: other, passAt: 0.5 }],
    gates: (comparison) => gatesOf(comparison, { metric: endNumber.name, min: 0.5, alpha: 0.05 }),
    priceOf: ({ calls }) => calls / 100,
    touches: new Map([[program, [{ at: "2026-11-19T09:00:00Z", run: "earlier", n: 3, testset: "0" }]]]),
  });
};
