import { describe, expect, it } from "vitest";
import { LmError } from "../../brain/core/errors.ts";
import { caseOf, type EvalCase, type Metric, type Prediction } from "../../brain/core/evaluation.ts";
import type { CompileOptions, CompileProgress, Embedder, Predict } from "../../brain/core/ports.ts";
import type { CompiledProgram } from "../../brain/core/program.ts";
import { evaluator } from "../../evals/evaluate.ts";
import { summarize } from "../../evals/statistics/summarize.ts";
import { type DemoSettings, defaultDemoSettings, readSettings } from "../../optimizers/demo-settings.ts";
import { search } from "../../optimizers/search.ts";
import { optimizerContract } from "../contracts/optimizer.ts";
import { countingEmbedder } from "./counting-embedder.ts";
import { example } from "./make-example.ts";
import { openSelector } from "./open-selector.ts";

const student = { signature: "respond", instructions: "Answer as the persona would." };

/** What the client replies depends on what was said before the last message: settings that look at that alone do badly. */
const topics = ["film", "ribbon", "kettle", "market", "ferry", "garden"];
const trainset = Array.from({ length: 48 }, (_, i) => {
  const topic = topics[i % topics.length];
  return example(`${i}`, [`i love the ${topic}`, `the ${topic} it is`, `and what more about it word${i % 7}`], {
    conversation: `conversation ${i % 16}`,
    reply: `${i}: ${topic}`,
    tags: [`tag ${i % 2}`],
  });
});
const devset = trainset.flatMap((one) => caseOf(one) ?? []);

/** Share of the demos that speak of what the reply should speak of. */
const onTopic: Metric = {
  name: "on topic",
  needs: "demos",
  score: ({ case: { expected = "" }, demos }) => {
    const topic = expected.split(" ")[1] ?? "";
    const hits = demos.filter(({ reply }) => reply.endsWith(topic)).length;
    return { score: demos.length === 0 ? 0 : hits / demos.length, reason: `${hits} on topic` };
  },
};

/** Answers cases as the real turn does, as far as a search can tell; remembers each answer it gave. */
const predicting = (answer: (program: CompiledProgram, one: EvalCase, calls: number) => void = () => {}) => {
  const asked: string[] = [];
  const selectors = new Map<CompiledProgram, ReturnType<typeof openSelector>["selector"]>();
  const predict: Predict = async (program, one) => {
    asked.push(`${JSON.stringify(program.settings)} ${one.id}`);
    answer(program, one, asked.length);
    const selector = selectors.get(program) ?? openSelector(program).selector;
    selectors.set(program, selector);
    const demos = await selector.select({
      messages: one.messages,
      k: 4,
      exclude: new Set([one.id, one.conversation]),
    });
    // What a search looks at of a prediction is up to its metric: this one reads the case and the demos.
    return { case: one, demos } as unknown as Prediction;
  };
  return { asked, evaluate: evaluator({ predict, concurrency: 3 }) };
};

const poor: DemoSettings = { ...defaultDemoSettings, historyMessages: 0 };

const run = async (
  options: CompileOptions = {},
  { settings = poor, seed = 1, embedder = countingEmbedder() as Embedder, answer = predicting() } = {},
) => {
  const optimizer = search(settings, { embedder, evaluate: answer.evaluate, summarize, seed });
  const program = await optimizer.compile(student, trainset, { metric: onTopic, devset, ...options });
  return { program, asked: answer.asked };
};

const overBudget = () => new LmError("over-budget", "The budget is spent.", { retryable: false });

optimizerContract(
  "search",
  (embedder) => search(defaultDemoSettings, { embedder, evaluate: predicting().evaluate, summarize, seed: 1 }),
  { metric: onTopic, devset, budget: { calls: 400 } },
);

describe("search", () => {
  it("finds settings that do better than those it started from, and keeps what it tried", async () => {
    const { program } = await run();
    const [start, none, random] = program.candidates;
    const chosen = program.candidates.find(
      ({ settings }) => JSON.stringify(settings) === JSON.stringify(program.settings),
    );
    expect(start).toMatchObject({ name: "nearest, last message only", n: 48, clusters: 16, baseline: false });
    expect([none, random]).toMatchObject([
      { name: "no demos", mean: 0, baseline: true },
      { name: "random, seed 1", baseline: true },
    ]);
    expect(readSettings(program.settings)?.historyMessages).toBeGreaterThan(0);
    expect(chosen?.n).toBe(48);
    expect(chosen?.mean).toBeGreaterThan((start?.mean ?? 1) + 0.3);
    const best = Math.max(...program.candidates.filter(({ n }) => n === 48).map(({ mean }) => mean));
    expect(chosen?.mean).toBeGreaterThan(best - 0.05);
    expect(program.candidates).toHaveLength(30);
    expect(new Set(program.candidates.map(({ name }) => name)).size).toBe(30);
  });

  it("gives the same program for the same seed, and tries others with another", async () => {
    const [one, same, other] = [await run(), await run(), await run({}, { seed: 2 })];
    expect(same).toEqual(one);
    expect(other.program.candidates).not.toEqual(one.program.candidates);
  });

  it("never asks a candidate for a case twice, and keeps to its budget", async () => {
    for (const calls of [60, 200, 400]) {
      const { program, asked } = await run({ budget: { calls } });
      expect(new Set(asked).size).toBe(asked.length);
      expect(asked.length).toBeLessThanOrEqual(calls);
      expect(asked.length).toBeGreaterThan(calls * 0.6);
      expect(program.candidates.length).toBeGreaterThanOrEqual(4);
    }
  });

  it("takes whole conversations, so that a candidate is never judged by a part of one", async () => {
    const { program } = await run({ budget: { calls: 90 } });
    for (const { n, clusters } of program.candidates) expect(n).toBe(3 * clusters);
  });

  it("stays with what was given where nothing is better", async () => {
    const constant: Metric = { ...onTopic, score: () => ({ score: 0.5, reason: "as good as any" }) };
    const { program } = await run({ metric: constant });
    expect(readSettings(program.settings)).toEqual(poor);
  });

  it("lets a baseline win that is better", async () => {
    const few: Metric = { ...onTopic, score: ({ demos }) => ({ score: 1 - demos.length / 10, reason: "few demos" }) };
    expect(readSettings((await run({ metric: few })).program.settings)?.choice).toBe("none");
  });

  it("asks the embedder for each text once, whatever the candidates", async () => {
    const embedder = countingEmbedder();
    await run({}, { embedder });
    expect(new Set(embedder.calls.flat()).size).toBe(embedder.calls.flat().length);
  });

  it("tells how far it is, who is at work and who leads", async () => {
    const told: CompileProgress[] = [];
    const { asked } = await run({ onProgress: (progress) => told.push(progress) });
    const rungs = told.filter(({ phase }) => phase.startsWith("rung"));
    expect([...new Set(rungs.map(({ phase }) => phase))]).toEqual(["rung 1 of 3", "rung 2 of 3", "rung 3 of 3"]);
    expect(rungs.at(-1)).toMatchObject({ done: asked.length, total: asked.length });
    expect(rungs.map(({ done }) => done)).toEqual(rungs.map(({ done }) => done).toSorted((a, b) => a - b));
    expect(rungs.at(-1)?.best?.summary.n).toBe(48);
  });

  it("gives the best that it knows of when the budget ends it", async () => {
    const answer = predicting((_, __, calls) => {
      if (calls > 400) throw overBudget();
    });
    const { program, asked } = await run({}, { answer });
    expect(asked.length).toBeGreaterThan(400);
    expect(readSettings(program.settings)?.historyMessages).toBeGreaterThan(0);
    const early = predicting((_, __, calls) => {
      if (calls > 2) throw overBudget();
    });
    expect(readSettings((await run({}, { answer: early })).program.settings)).toEqual(poor);
    const never = predicting(() => {
      throw overBudget();
    });
    await expect(run({}, { answer: never })).rejects.toMatchObject({ code: "over-budget" });
  });

  it("stops when it is told to in the middle", async () => {
    const controller = new AbortController();
    const answer = predicting((_, __, calls) => {
      if (calls === 30) controller.abort();
    });
    await expect(run({ signal: controller.signal }, { answer })).rejects.toMatchObject({ code: "aborted" });
  });

  it("chooses by the cases that were answered where some fail", async () => {
    const answer = predicting((_, { id }) => {
      if (Number(id) % 3 === 0) throw new LmError("server", "The server failed.", { retryable: true });
    });
    const { program } = await run({}, { answer });
    expect(readSettings(program.settings)?.historyMessages).toBeGreaterThan(0);
    expect(program.candidates[0]).toMatchObject({ n: 32, errors: 16 });
  });

  it("does not choose one that was hardly ever scored", async () => {
    const choosy: Metric = {
      ...onTopic,
      score: ({ case: { id }, demos }) =>
        demos.length > 0 || id === "0" ? { score: demos.length > 0 ? 0.5 : 1, reason: "odd" } : undefined,
    };
    expect(readSettings((await run({ metric: choosy })).program.settings)).toEqual(poor);
  });

  it("says why where no case could be scored", async () => {
    const broken: Metric = { ...onTopic, score: () => ({ score: Number.NaN, reason: "" }) };
    await expect(run({ metric: broken })).rejects.toMatchObject({ code: "unmeasured" });
    await expect(run({ metric: broken })).rejects.toThrow("on topic");
    const silent: Metric = { ...onTopic, score: () => undefined };
    await expect(run({ metric: silent })).rejects.toThrow("nothing to say");
    const throwing: Metric = {
      ...onTopic,
      score: () => {
        throw new Error("out of order");
      },
    };
    await expect(run({ metric: throwing })).rejects.toMatchObject({ code: "unmeasured" });
  });

  it("refuses what it cannot choose by, with what to do", async () => {
    const oneConversation = devset.filter(({ conversation }) => conversation === "conversation 1");
    const refusals: readonly [CompileOptions, string][] = [
      [{ devset: [] }, "devset is empty"],
      [{ devset: oneConversation }, "one conversation alone, of 3 cases"],
      [{ budget: { calls: 0 } }, "budget is 0 cases"],
      [{ budget: { calls: Number.NaN } }, "budget is NaN"],
      [{ budget: { calls: 5 } }, "at least 24, better 72"],
      [{ budget: { calls: 5 }, metric: { ...onTopic, needs: "reply" } }, "5 model calls"],
    ];
    for (const [options, why] of refusals) {
      await expect(run(options)).rejects.toMatchObject({ code: "input", message: expect.stringContaining(why) });
    }
    const { evaluate } = predicting();
    const blind = search(poor, { embedder: countingEmbedder(), evaluate, summarize, seed: 1 });
    await expect(blind.compile(student, trainset, { devset })).rejects.toMatchObject({ code: "input" });
  });
});
