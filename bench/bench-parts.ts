import { readFileSync } from "node:fs";
import { loadPersona } from "../app/load-persona.ts";
import { defaultPersonaPath, modelsFolder } from "../app/paths.ts";
import { personaGuards } from "../app/persona-guards.ts";
import { type ProgramRunner, programRunner } from "../app/runner/run-program.ts";
import type { Clock, Embedder, ModelConnection } from "../brain/core/ports.ts";
import type { PredictionLog } from "../brain/core/prediction.ts";
import { offlineEmbedder } from "../brain/lms/offline-embedder.ts";
import { sentimentReader } from "../brain/modules/sentiment.ts";
import { respond } from "../brain/signatures/respond.ts";

const weights = (name: string) => readFileSync(`${modelsFolder()}/${name}`);

/** What an instant model says, in pieces as a server sends them. No guard has anything against it. */
export const instantReply = ["The kettle ", "is on. Tell me ", "about the ribbon, ", "slowly, from the start."];

export const student = { signature: respond.name, instructions: respond.instructions };

export const means: { readonly clock: Clock; readonly log: PredictionLog } = {
  clock: { now: Date.now, elapsed: () => performance.now(), nextTurn: () => {} },
  log: { append: async () => {} },
};

/** A model that answers at once and never twice the same, counting how often it is asked and what demos it is shown. */
export const instantModel = () => {
  const asked = { calls: 0, demos: 0, replies: new Set<string>() };
  const lm: ModelConnection = {
    identity: { provider: "bench", model: "instant" },
    canJudge: true,
    async *chat({ demos }) {
      asked.calls++;
      asked.demos = demos.length;
      asked.replies = new Set(demos.map(({ reply }) => reply));
      for (const text of [...instantReply, ` That makes ${asked.calls}.`]) yield { type: "text", text };
      yield { type: "usage", promptTokens: 100, completionTokens: 20 };
    },
  };
  return { lm, asked };
};

/** The offline embedder, counting its calls. */
export const countedEmbedder = () => {
  const inner = offlineEmbedder({ idf: weights("embedder-idf.bin") });
  const counted = { calls: 0 };
  const embedder: Embedder = {
    identity: inner.identity,
    embed(texts, options) {
      counted.calls++;
      return inner.embed(texts, options);
    },
  };
  return { embedder, counted };
};

/** All that programs are run with, of the persona that comes with the program. */
export const benchRunner = async (lm: ModelConnection, embedder: Embedder): Promise<ProgramRunner> => {
  const file = await loadPersona(defaultPersonaPath());
  const guards = await personaGuards(file);
  return programRunner({
    persona: file.persona,
    lm,
    sentiment: sentimentReader({ weights: weights("sentiment.bin") }),
    inputGuards: guards.inputs,
    openGate: guards.openGate,
    embedder,
    seed: 1,
  });
};
