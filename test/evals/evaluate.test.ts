import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LmError } from "../../brain/core/errors.ts";
import type { Metric, ScoredCase } from "../../brain/core/evaluation.ts";
import type { Predict } from "../../brain/core/ports.ts";
import { evaluator } from "../../evals/evaluate.ts";
import { emptyProgram, endNumber, evalCase, prediction, reply } from "./make-run.ts";

const cases = (n: number) => Array.from({ length: n }, (_, at) => evalCase(`${at}`));

const metric = (score: Metric["score"]): Metric => ({ name: "odd", needs: "reply", score });

/** A model whose answers come when the test lets them, and that leaves when its signal fires. */
const heldModel = () => {
  const waiting = new Map<string, () => void>();
  const aborted: string[] = [];
  const predict: Predict = (_, one, { signal }) =>
    new Promise((resolve, reject) => {
      const leave = () => {
        aborted.push(one.id);
        reject(new LmError("aborted", "the call was cancelled", { retryable: false }));
      };
      if (signal?.aborted) leave();
      signal?.addEventListener("abort", leave, { once: true });
      waiting.set(one.id, () => {
        waiting.delete(one.id);
        resolve(prediction(one, { reply: reply("0.5") }));
      });
    });
  return { predict, waiting, aborted };
};

/** Lets everything that is ready happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("evaluator", () => {
  it("gives the cases in their order, whatever the order in which the answers come", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { maxLength: 20 }),
        fc.integer({ min: 1, max: 6 }),
        async (waits, concurrency) => {
          const told: ScoredCase[] = [];
          const predict: Predict = async (_, one) => {
            for (let turn = 0; turn < (waits[Number(one.id)] ?? 0); turn++) await Promise.resolve();
            return prediction(one, { reply: reply(`${(Number(one.id) / 100).toFixed(2)}`) });
          };
          const scored = await evaluator({ predict, concurrency })(emptyProgram, cases(waits.length), {
            metric: endNumber,
            onCase: (one) => told.push(one),
          });
          expect(scored.map(({ case: one }) => one.id)).toEqual(waits.map((_, at) => `${at}`));
          expect(scored.map((one) => one.scored?.score)).toEqual(waits.map((_, at) => at / 100));
          expect(new Set(told)).toEqual(new Set(scored));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("keeps as many answers under way as was set, and begins the next as soon as one came", async () => {
    const { predict, waiting } = heldModel();
    const done = evaluator({ predict, concurrency: 3 })(emptyProgram, cases(5), { metric: endNumber });
    await settle();
    expect([...waiting.keys()]).toEqual(["0", "1", "2"]);
    waiting.get("1")?.();
    await settle();
    expect([...waiting.keys()]).toEqual(["0", "2", "3"]);
    for (const id of ["0", "2", "3", "4"]) {
      waiting.get(id)?.();
      await settle();
    }
    expect(await done).toHaveLength(5);
  });

  it("tells the fault of one case as its error, and goes on", async () => {
    const predict: Predict = async (_, one) => {
      if (one.id === "1") throw new LmError("timeout", "no answer within 60 s", { retryable: true });
      if (one.id === "2") throw new SyntaxError('Unexpected token in "what the user said"');
      return prediction(one, { reply: reply("0.5") });
    };
    const scored = await evaluator({ predict, concurrency: 2 })(emptyProgram, cases(4), { metric: endNumber });
    expect(scored.map(({ error }) => error)).toEqual([
      undefined,
      { code: "timeout", message: "no answer within 60 s" },
      { code: "unexpected", message: "SyntaxError" },
      undefined,
    ]);
    expect(scored.map((one) => one.scored?.score)).toEqual([0.5, undefined, undefined, 0.5]);
  });

  it.each([Number.NaN, -0.1, 1.1, Number.POSITIVE_INFINITY])(
    "takes a score of %d for a fault of the metric",
    async (score) => {
      const predict: Predict = async (_, one) => prediction(one);
      const [scored] = await evaluator({ predict, concurrency: 1 })(emptyProgram, [evalCase("a-case")], {
        metric: metric(() => ({ score, reason: "" })),
      });
      expect(scored?.scored).toBeUndefined();
      expect(scored?.error).toEqual({
        code: "metric",
        message: `metric "odd" on case "a-case" gave ${score}, which is not from 0 to 1`,
      });
    },
  );

  it("names the metric that threw, and the case, without words that may be the user's", async () => {
    const predict: Predict = async (_, one) => prediction(one);
    const [scored] = await evaluator({ predict, concurrency: 1 })(emptyProgram, [evalCase("a-case")], {
      metric: metric(() => {
        throw new Error("cannot read: my secret");
      }),
    });
    expect(scored?.error).toEqual({ code: "metric", message: 'metric "odd" on case "a-case" failed: Error' });
  });

  it("has neither score nor error of a case of which the metric has nothing to say", async () => {
    const predict: Predict = async (_, one) => prediction(one);
    const [scored] = await evaluator({ predict, concurrency: 1 })(emptyProgram, cases(1), {
      metric: metric(() => undefined),
    });
    expect(Object.keys(scored ?? {}).sort()).toEqual(["case", "prediction"]);
  });

  it("asks no model for replies where the metric looks at demos alone", async () => {
    const asked: boolean[] = [];
    const predict: Predict = async (_, one, { replies }) => {
      asked.push(replies);
      return prediction(one);
    };
    const demos: Metric = { name: "demos", needs: "demos", score: () => ({ score: 1, reason: "" }) };
    await evaluator({ predict, concurrency: 1 })(emptyProgram, cases(1), { metric: demos });
    await evaluator({ predict, concurrency: 1 })(emptyProgram, cases(1), { metric: endNumber });
    expect(asked).toEqual([false, true]);
  });

  it("ends at once when the budget is spent, cancels what is under way, and begins nothing more", async () => {
    const { predict, aborted, waiting } = heldModel();
    const over: Predict = async (program, one, options) => {
      if (one.id === "2") throw new LmError("over-budget", "10 calls were allowed", { retryable: false });
      return predict(program, one, options);
    };
    const done = evaluator({ predict: over, concurrency: 3 })(emptyProgram, cases(9), { metric: endNumber });
    await expect(done).rejects.toMatchObject({ code: "over-budget" });
    expect(aborted.sort()).toEqual(["0", "1"]);
    expect([...waiting.keys()].sort()).toEqual(["0", "1"]);
  });

  it("ends with `aborted` when its reader leaves, also before it began", async () => {
    const { predict, aborted } = heldModel();
    const leaving = new AbortController();
    const done = evaluator({ predict, concurrency: 2 })(emptyProgram, cases(5), {
      metric: endNumber,
      signal: leaving.signal,
    });
    await settle();
    leaving.abort();
    await expect(done).rejects.toMatchObject({ code: "aborted" });
    expect(aborted).toEqual(["0", "1"]);
    const late = evaluator({ predict, concurrency: 2 })(emptyProgram, cases(5), {
      metric: endNumber,
      signal: AbortSignal.abort(),
    });
    await expect(late).rejects.toMatchObject({ code: "aborted" });
    expect(aborted).toEqual(["0", "1"]);
  });

  it("ends when a metric that asks a model goes over the budget", async () => {
    const predict: Predict = async (_, one) => prediction(one);
    const judge = metric(async () => {
      throw new LmError("over-budget", "10 calls were allowed", { retryable: false });
    });
    await expect(
      evaluator({ predict, concurrency: 2 })(emptyProgram, cases(3), { metric: judge }),
    ).rejects.toMatchObject({ code: "over-budget" });
  });
});
