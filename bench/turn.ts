import { readFileSync } from "node:fs";
import { createChat } from "../app/chat/create-chat.ts";
import { loadPersona } from "../app/load-persona.ts";
import { defaultPersonaPath, modelsFolder } from "../app/paths.ts";
import { personaGuards } from "../app/persona-guards.ts";
import type { Embedder, ModelConnection } from "../brain/core/ports.ts";
import { offlineEmbedder } from "../brain/lms/offline-embedder.ts";
import { defaultResilience } from "../brain/lms/resilience/resilience.ts";
import { sentimentReader } from "../brain/modules/sentiment.ts";
import type { Understudy } from "../brain/run-turn.ts";
import { respond } from "../brain/signatures/respond.ts";
import { chooseIndex } from "../optimizers/choose-index.ts";
import { demoSelector } from "../optimizers/demo-selector.ts";
import { defaultDemoSettings } from "../optimizers/demo-settings.ts";
import { knnFewShot } from "../optimizers/knn-few-shot.ts";
import { percentile, type Row, row } from "./measure.ts";
import { syntheticExamples, syntheticMessage } from "./synthetic-examples.ts";

const examplesCount = 10_000;
const warmUp = 100;
const turns = 600;

const weights = (name: string) => readFileSync(`${modelsFolder()}/${name}`);

/** Everything of a turn but the model, which here answers at once, with 10,000 examples. */
export const turnOverhead = async (): Promise<readonly Row[]> => {
  const { understudy, calls } = await benchUnderstudy(examplesCount);
  const took: number[] = [];
  const stages = new Map<string, number[]>();
  const chat = await benchChat(understudy);
  for (let turn = 0; turn < warmUp + turns; turn++) {
    if (turn === warmUp) calls.model = calls.embedder = 0;
    const from = performance.now();
    for await (const event of chat.send(syntheticMessage(1000 + turn), {})) {
      if (event.type !== "usage" || turn < warmUp) continue;
      for (const [stage, ms] of Object.entries(event.ms)) {
        stages.set(stage, [...(stages.get(stage) ?? []), ms ?? 0]);
      }
    }
    if (turn >= warmUp) took.push(performance.now() - from);
  }
  return [
    row(`turn without the model, ${examplesCount} examples, p50`, percentile(took, 0.5), 3, " ms"),
    row(`turn without the model, ${examplesCount} examples, p99`, percentile(took, 0.99), 15, " ms"),
    ...["inputGuards", "sentiment", "demos", "gate", "model"].map((stage) =>
      row(
        stage === "model" ? "  of it: prompt and parsing, p50" : `  of it: ${stage}, p50`,
        percentile(stages.get(stage) ?? [], 0.5),
        undefined,
        " ms",
        3,
      ),
    ),
    row("model calls a turn", calls.model / turns, 1, "", 2),
    row("embedding calls a turn", calls.embedder / turns, 1, "", 2),
  ];
};

/** A chat as the faces have it, over an understudy made for measuring. */
export const benchChat = (understudy: Understudy) =>
  createChat(
    {
      load: async () => ({
        ...{ understudy, lm: "instant", lmReason: "for measuring", summary: "" },
        ...{ personaPath: "", dataPath: "", examples: [], embedder: "offline" },
      }),
      lm: { connections: [{ provider: "offline", resilience: defaultResilience }], reason: "for measuring" },
      keepExample: async () => ({ id: "" }),
      notices: [],
      close: async () => {},
    },
    {},
  );

/** The default persona over synthetic examples, with a model that answers at once and always passes. */
export const benchUnderstudy = async (count: number) => {
  const calls = { model: 0, embedder: 0 };
  const inner = offlineEmbedder({ idf: weights("embedder-idf.bin") });
  const embedder: Embedder = {
    identity: inner.identity,
    embed(texts, options) {
      calls.embedder++;
      return inner.embed(texts, options);
    },
  };
  const lm: ModelConnection = {
    identity: { provider: "bench", model: "instant" },
    canJudge: false,
    async *chat() {
      calls.model++;
      for (const text of ["The kettle ", "is on. Tell me ", "about the ribbon, ", "slowly, from the start."]) {
        yield { type: "text", text };
      }
      yield { type: "usage", promptTokens: 100, completionTokens: 20 };
    },
  };
  const student = { signature: respond.name, instructions: respond.instructions };
  const trainset = syntheticExamples(count);
  const program = await knnFewShot(defaultDemoSettings, { embedder }).compile(student, trainset);
  const index = await chooseIndex({ vectors: program.vectors, dimensions: program.embedder.dimensions });
  const file = await loadPersona(defaultPersonaPath());
  const { persona } = file;
  const guards = await personaGuards(file);
  const understudy: Understudy = {
    persona,
    lm,
    instructions: respond.instructions,
    sentiment: sentimentReader({ weights: weights("sentiment.bin") }),
    inputGuards: guards.inputs,
    openGate: guards.openGate,
    demos: demoSelector(program, { embedder, index }),
    clock: { now: Date.now, elapsed: () => performance.now(), nextTurn: () => {} },
    log: { append: async () => {} },
  };
  return { understudy, calls, program, embedder };
};
