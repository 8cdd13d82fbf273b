import { afterAll, describe, expect, it } from "vitest";
import { createFetch } from "../../app/fetch.ts";
import { BrainError, InputError, LmError } from "../../brain/core/errors.ts";
import {
  caseOf,
  type EvalCase,
  type Metric,
  type PredictedReply,
  type ScoredCase,
} from "../../brain/core/evaluation.ts";
import type { CompileOptions, Evaluate } from "../../brain/core/ports.ts";
import { summarize } from "../../evals/statistics/summarize.ts";
import { type BootstrapSettings, bootstrapFewShot } from "../../optimizers/bootstrap.ts";
import { demoSelector } from "../../optimizers/demo-selector.ts";
import { defaultDemoSettings, readSettings } from "../../optimizers/demo-settings.ts";
import { exactIndex } from "../../optimizers/exact-index.ts";
import { startLearningTogether, trueReplies } from "../servers/learning-together.ts";
import { countingEmbedder } from "./counting-embedder.ts";
import { devset, examples, learner, trainset, wordF1 } from "./learning.ts";
import { example } from "./make-example.ts";

const { fetch, close } = createFetch();
afterAll(close);

const student = { signature: "respond", instructions: "Answer as the persona would." };
const settings: BootstrapSettings = { ...defaultDemoSettings, k: 4, made: 2 };

/** Evaluates by a table: what was said and how it scored, by the case. */
const evaluating = (
  say: (
    one: EvalCase,
    asked: number,
  ) => { readonly score?: number; readonly reply?: Partial<PredictedReply>; readonly fault?: Error },
) => {
  const asked: string[] = [];
  const batches: number[] = [];
  const evaluate: Evaluate = async (_, cases) => {
    batches.push(cases.length);
    return cases.map((one): ScoredCase => {
      asked.push(one.id);
      const { score, reply, fault } = say(one, asked.length);
      if (fault instanceof LmError) throw fault;
      if (fault) return { case: one, error: { code: "server", message: fault.message } };
      const said: PredictedReply = {
        text: `said to ${one.id}`,
        by: "model",
        ended: "complete",
        lm: "fake:one",
        calls: 1,
        promptTokens: 1,
        completionTokens: 1,
        ms: 1,
        ...reply,
      };
      return {
        case: one,
        // Only what is read of a prediction.
        prediction: { case: one, reply: said, verdicts: [], demos: [] } as unknown as NonNullable<
          ScoredCase["prediction"]
        >,
        ...(score !== undefined && { scored: { score, reason: "" } }),
      };
    });
  };
  return { evaluate, asked, batches };
};

const compile = (
  evaluate: Evaluate,
  changes: Partial<BootstrapSettings> = {},
  options: CompileOptions = {},
  { seed = 1, examples: given = trainset } = {},
) =>
  bootstrapFewShot({ ...settings, ...changes }, { embedder: countingEmbedder(), evaluate, summarize, seed }).compile(
    student,
    given,
    { metric: wordF1, ...options },
  );

describe("bootstrapped demos", () => {
  it("are the teacher's replies that the metric accepted, as many as were asked for", async () => {
    const { evaluate, asked, batches } = evaluating(({ id }) => ({ score: id.startsWith("garden") ? 0.9 : 0.2 }));
    const { pinned, optimizer, candidates } = await compile(evaluate);
    expect(optimizer).toBe("bootstrap-few-shot");
    expect(pinned).toHaveLength(2);
    for (const { id, made } of pinned) {
      expect(id).toMatch(/^garden/);
      expect(made).toEqual({ reply: `said to ${id}`, lm: "fake:one", score: 0.9 });
    }
    expect(candidates).toEqual([]);
    expect(asked.length).toBe(batches.reduce((sum, each) => sum + each, 0));
  });

  it("stop being made once there are enough", async () => {
    const { evaluate, asked } = evaluating(() => ({ score: 1 }));
    const { pinned } = await compile(evaluate);
    expect(pinned).toHaveLength(2);
    expect(asked).toHaveLength(8);
  });

  it("are drawn by the seed, each conversation once before any twice", async () => {
    const given = ["a", "b", "c"].flatMap((conversation) =>
      [1, 2, 3].map((n) => example(`${conversation}${n}`, [`question ${n}`], { conversation })),
    );
    const orderOf = async (seed: number) => {
      const { evaluate, asked } = evaluating(({ id }) => ({ score: id === "a1" ? 1 : 0 }));
      await compile(evaluate, {}, {}, { seed, examples: given });
      return asked;
    };
    const order = await orderOf(1);
    expect(order).toHaveLength(9);
    for (const at of [0, 3, 6])
      expect(new Set(order.slice(at, at + 3).map((id) => id[0]))).toEqual(new Set(["a", "b", "c"]));
    expect(await orderOf(1)).toEqual(order);
    expect(await orderOf(2)).not.toEqual(order);
  });

  it("are whole replies of the model alone, in wordings that differ", async () => {
    const bad: Partial<PredictedReply>[] = [
      { by: "safe" },
      { by: "fallback" },
      { by: "care" },
      { ended: "cut-by-guard" },
      { ended: "cut-by-connection" },
    ];
    const { evaluate } = evaluating((_, asked) => ({
      score: 1,
      reply: bad[asked - 1] ?? { text: asked < 12 ? "the same" : `other ${asked}` },
    }));
    const { pinned } = await compile(evaluate, { made: 3 });
    expect(pinned.map(({ made }) => made?.reply)).toEqual(["the same", "other 12", "other 13"]);
  });

  it("stand first in the prompt, with the client's own after them, and never in their own conversation", async () => {
    const { evaluate } = evaluating(({ id }) => ({ score: id.startsWith("garden") ? 0.9 : 0.2 }));
    const program = await compile(evaluate);
    const { vectors, embedder } = program;
    const selector = demoSelector(program, {
      embedder: countingEmbedder(),
      index: exactIndex({ vectors, dimensions: embedder.dimensions, sieve: undefined }),
    });
    const messages = [{ from: "user" as const, text: "how is the kettle" }];
    const demos = await selector.select({ messages, k: 4 });
    expect(demos.map(({ reply }) => reply).slice(0, 2)).toEqual(program.pinned.map(({ made }) => made?.reply));
    const own = new Set(trainset.map(({ reply }) => reply));
    expect(demos.slice(2).map(({ reply }) => own.has(reply))).toEqual([true, true]);
    const [first] = program.pinned;
    const without = await selector.select({ messages, k: 4, exclude: new Set([`conversation of ${first?.id}`]) });
    expect(without.map(({ reply }) => reply)).not.toContain(first?.made?.reply);
    expect(readSettings(program.settings)).toMatchObject({ choice: "nearest", k: 4, pinned: 2 });
  });

  it("are never shown to the conversation that they were made in, where the devset is what they are made from", async () => {
    const given = ["ferry", "garden", "kettle", "market"].flatMap((conversation) =>
      [1, 2, 3].map((n) => example(`${conversation} ${n}`, [`how is the ${conversation} ${n}`], { conversation })),
    );
    const loco = given.flatMap((one) => caseOf(one) ?? []);
    const { evaluate } = evaluating(({ id }) => ({ score: 1, reply: { text: `made of ${id}` } }));
    const program = await compile(evaluate, { made: 4, k: 5 }, { devset: loco }, { examples: given });
    const { vectors, embedder, pinned } = program;
    expect(new Set(pinned.map(({ id }) => id.split(" ")[0])).size).toBe(4);
    const selector = demoSelector(program, {
      embedder: countingEmbedder(),
      index: exactIndex({ vectors, dimensions: embedder.dimensions, sieve: undefined }),
    });
    for (const { messages, conversation } of loco) {
      const demos = await selector.select({ messages, k: 5, exclude: new Set([conversation]) });
      expect(demos.filter((demo) => demo.conversation === conversation)).toEqual([]);
      // The other three made ones are.
      expect(demos.filter(({ reply }) => reply.startsWith("made of"))).toHaveLength(3);
      expect(demos.map(({ reply }) => reply).join()).not.toContain(`made of ${conversation}`);
    }
  });

  it("are measured on the devset beside their teacher", async () => {
    const { evaluate, asked } = evaluating(({ id }) => ({ score: id.endsWith("4") ? 0.75 : 0.5 }));
    const { candidates } = await compile(evaluate, {}, { devset });
    expect(candidates).toMatchObject([
      { name: "nearest k=4, history 4", baseline: true, n: 6, mean: 0.75 },
      { name: "nearest k=4, history 4, 2 made", baseline: false, n: 6, mean: 0.75, settings: { pinned: 2, made: 2 } },
    ]);
    expect(asked).toHaveLength(8 + 2 * devset.length);
  });

  it("are an error where nothing was accepted: with how many were tried, and the best score", async () => {
    const { evaluate } = evaluating((_, asked) =>
      asked === 3 ? { fault: new Error("down") } : { score: asked / 100 },
    );
    const fault = await compile(evaluate).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(BrainError);
    expect(fault).toMatchObject({ code: "nothing-accepted" });
    expect(String(fault)).toMatch(/of 24 examples tried, 23 got .* scored 0\.24 .* threshold of 0\.5; 1 failed/);
  });

  it("accept at the threshold that was set", async () => {
    const { evaluate } = evaluating(() => ({ score: 0.3 }));
    expect((await compile(evaluate, { threshold: 0.3 })).pinned).toHaveLength(2);
    await expect(compile(evaluate, { threshold: 0.31 })).rejects.toThrow(BrainError);
  });

  it("keep to a budget, and keep what was made when it is spent", async () => {
    const few = evaluating(({ id }) => ({ score: id.startsWith("garden") ? 1 : 0 }));
    await compile(few.evaluate, { made: 9 }, { budget: { calls: 11 } }).catch(() => {});
    expect(few.asked.length).toBeLessThanOrEqual(11);
    const spent = new LmError("over-budget", "spent", { retryable: false });
    const cut = evaluating((_, asked) => (asked > 18 ? { fault: spent } : { score: asked === 1 ? 1 : 0 }));
    expect((await compile(cut.evaluate)).pinned).toHaveLength(1);
    await expect(compile(evaluating(() => ({ fault: spent })).evaluate)).rejects.toBe(spent);
    await expect(compile(few.evaluate, {}, { devset, budget: { calls: 12 } })).rejects.toThrow(/at least 13/);
  });

  it("stop being made when the compile is cancelled", async () => {
    const aborted = new LmError("aborted", "cancelled", { retryable: false });
    await expect(compile(evaluating(() => ({ fault: aborted })).evaluate)).rejects.toBe(aborted);
  });

  it("need a metric of replies, an example to answer, and demos to be among", async () => {
    const { evaluate, asked } = evaluating(() => ({ score: 1 }));
    const demosOnly: Metric = { name: "hits", needs: "demos", score: () => undefined };
    await expect(compile(evaluate, {}, { metric: demosOnly })).rejects.toThrow(/hits, which looks at demos alone/);
    await expect(compile(evaluate, {}, {}, { examples: [] })).rejects.toThrow(/no example/);
    await expect(compile(evaluate, { choice: "none" })).rejects.toThrow(InputError);
    await expect(compile(evaluate, { made: 0 })).rejects.toThrow(InputError);
    await expect(compile(evaluate, { threshold: 2 })).rejects.toThrow(InputError);
    expect(asked).toEqual([]);
  });

  it("come from a model behind a real connection, once, and cost nothing when the compile is resumed", async () => {
    const server = await startLearningTogether({ replies: trueReplies(examples) });
    const deps = learner(server.url, { fetch });
    const optimizer = bootstrapFewShot({ ...settings, made: 3 }, { ...deps, seed: 1 });
    const program = await optimizer.compile(student, trainset, { metric: wordF1 });
    expect(program.pinned).toHaveLength(3);
    for (const { made } of program.pinned) expect(made?.score).toBeGreaterThanOrEqual(0.5);
    const asked = server.requests.length;
    expect(await optimizer.compile(student, trainset, { metric: wordF1 })).toEqual(program);
    expect(server.requests).toHaveLength(asked);
    await server.close();
  });
});
