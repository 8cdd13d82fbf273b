import type { EvalCase, Metric, PredictedReply, Prediction, ScoredCase } from "../../brain/core/evaluation.ts";
import type { RunInfo, RunLine } from "../../brain/core/ports.ts";
import type { CompiledProgram } from "../../brain/core/program.ts";

/** A case in a conversation of its own, unless one is given. */
export const evalCase = (id: string, extra: Partial<EvalCase> = {}): EvalCase => ({
  id,
  conversation: extra.conversation ?? `conversation of ${id}`,
  messages: [{ from: "user", text: `question ${id}` }],
  tags: [],
  ...extra,
});

/** A scored case; without a score it is one of which the metric had nothing to say. */
export const scoredCase = (id: string, score?: number, extra: Partial<EvalCase> = {}): ScoredCase => ({
  case: evalCase(id, extra),
  ...(score !== undefined && { scored: { score, reason: "as the test has it" } }),
});

export const reply = (text: string, extra: Partial<PredictedReply> = {}): PredictedReply => ({
  text,
  by: "model",
  ended: "complete",
  lm: "together:fake",
  calls: 1,
  promptTokens: 100,
  completionTokens: 10,
  ms: 500,
  ...extra,
});

export const prediction = (one: EvalCase, extra: Partial<Prediction> = {}): Prediction => ({
  case: one,
  pipeline: "chat",
  sentiment: "neutral",
  context: {
    localTime: "Friday 09:00",
    partOfDay: "morning",
    conversationLength: "1 message",
    sinceLastMessage: "none",
  },
  demos: [],
  reply: reply(`answer to ${one.id}`),
  verdicts: [],
  ...extra,
});

export const runLine = (program: string, one: EvalCase, extra: Partial<Prediction> = {}, repeat = 0): RunLine => {
  const { case: answered, ...rest } = prediction(one, extra);
  return { program, repeat, case: answered, prediction: rest };
};

/** Scores a reply by what its text ends on: `… 0.4` is 0.4; a text that ends otherwise gets no score. */
export const endNumber: Metric = {
  name: "end number",
  needs: "reply",
  score: ({ reply: given }) => {
    const number = /\d\.\d+$/.exec(given?.text ?? "")?.[0];
    return number === undefined ? undefined : { score: Number(number), reason: "what it ends on" };
  },
};

export const runInfo = (...programs: readonly string[]): RunInfo => ({
  id: "20261120-090000-eval",
  kind: "eval",
  createdAt: "2026-11-20T09:00:00Z",
  code: "0.1.0",
  persona: "a-persona",
  lm: "together:fake",
  embedder: "offline:hashed",
  seed: 1,
  repeat: 1,
  split: "dev",
  cases: "0".repeat(64),
  setup: "0".repeat(64),
  circumstances: "0".repeat(64),
  programs: programs.map((name) => ({ name, id: "0123456789ab", optimizer: "knn-few-shot" })),
});

/** A program that nothing looks into. */
export const emptyProgram: CompiledProgram = {
  optimizer: "zero-shot",
  settings: {},
  student: { signature: "respond", instructions: "Answer." },
  embedder: { provider: "offline", model: "hashed", dimensions: 8, version: "1" },
  trainsetHash: "0".repeat(64),
  rows: [],
  vectors: new Float32Array(0),
  pinned: [],
  candidates: [],
  trainset: [],
};
