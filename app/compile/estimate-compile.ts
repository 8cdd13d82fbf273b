import type { EvalCase, Metric } from "../../brain/core/evaluation.ts";
import type { Example } from "../../brain/core/example.ts";
import type { Embedder, ModelConnection, Predict } from "../../brain/core/ports.ts";
import type { Student } from "../../brain/core/program.ts";
import { estimateTokens } from "../../brain/text/estimate-tokens.ts";
import { defaultDemoSettings } from "../../optimizers/demo-settings.ts";
import { conversationTexts } from "../../optimizers/query-text.ts";
import { randomDemos } from "../../optimizers/random-demos.ts";
import { searchSpace } from "../../optimizers/search-space.ts";
import type { Charged } from "../runner/check-price.ts";
import type { CheckedSettings } from "./compile-settings.ts";
import { type CallsPerCase, estimateCalls } from "./estimate-calls.ts";
import type { CompilePlan } from "./plan-compile.ts";

/** What a compile will take: a range where that depends on what is answered. */
export type CompileEstimate = {
  readonly least: Takes;
  readonly most: Takes;
  /** Cases whose prompts were rendered. */
  readonly sampled: number;
  /** Whether a budget ends it before all was done that could be. */
  readonly isCapped: boolean;
  /** Whether a judge is asked for each reply, whose tokens are not in it. */
  readonly asksJudge: boolean;
  /** Tokens that an embedder elsewhere is given at most, where nothing is kept yet; missing where there is none. */
  readonly embeddedTokens?: number;
};

export type Takes = {
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars; missing where the price is not known. */
  readonly cost?: number;
};

export type EstimateInput = {
  readonly settings: CheckedSettings;
  readonly plan: CompilePlan;
  readonly student: Student;
  readonly trainset: readonly Example[];
  readonly devset: readonly EvalCase[];
  readonly metric: Metric;
  readonly asksJudge: boolean;
  /** Whether a model words the replies. */
  readonly isWorded: boolean;
  /** Whether an embedder elsewhere is asked, which may cost something. */
  readonly embedsElsewhere: boolean;
  readonly predictWith: (lm: ModelConnection) => Predict;
  /** What is charged, where that is known. */
  readonly prices?: Charged;
};

/** Renders the prompts of some cases with random demos, as many as will be shown, and asks nobody, no embedder either. */
export const estimateCompile = async (input: EstimateInput): Promise<CompileEstimate> => {
  const { settings, plan, student, trainset, devset, metric, asksJudge, predictWith, prices } = input;
  const embedded = input.embedsElsewhere ? { embeddedTokens: embeddedTokens(settings, trainset, devset) } : {};
  const isCapped = settings.budgetCalls !== undefined && plan.most >= settings.budgetCalls;
  if (metric.needs === "demos" || !input.isWorded) {
    const nothing = { calls: 0, promptTokens: 0, completionTokens: 0, cost: 0 };
    return { least: nothing, most: nothing, sampled: 0, isCapped: false, asksJudge, ...embedded };
  }
  const demos = { ...defaultDemoSettings, ...settings.overrides, pinned: 0 };
  const program = await randomDemos(demos, { embedder: noEmbedder }).compile(student, trainset);
  const { budgetCalls = Number.POSITIVE_INFINITY } = settings;
  const answer = await estimateCalls(program, devset, predictWith);
  const each = { ...answer, calls: answer.calls * (asksJudge ? 2 : 1) };
  const affordable = Math.ceil(budgetCalls / Math.max(each.calls, Number.EPSILON));
  return {
    least: times(Math.min(plan.least, affordable), each, prices),
    most: times(Math.min(plan.most, affordable), each, prices),
    sampled: each.sampled,
    isCapped,
    asksJudge,
    ...embedded,
  };
};

const times = (answers: number, each: CallsPerCase, prices: EstimateInput["prices"]): Takes => {
  const promptTokens = Math.round(answers * each.promptTokens);
  const completionTokens = Math.round(answers * each.completionTokens);
  const cost =
    prices && (promptTokens * prices.promptPerMillion + completionTokens * prices.completionPerMillion) / 1e6;
  return {
    calls: Math.round(answers * each.calls),
    promptTokens,
    completionTokens,
    ...(cost !== undefined && { cost }),
  };
};

/** Of all texts that stand for an example or a case, each once: what was embedded is kept. A search tries several histories. */
const embeddedTokens = (
  { optimizer, overrides }: CheckedSettings,
  trainset: readonly Example[],
  devset: readonly EvalCase[],
): number => {
  const given = overrides.historyMessages ?? defaultDemoSettings.historyMessages;
  const histories = optimizer === "search" ? [given, ...searchSpace.historyMessages] : [given];
  const texts = new Set(
    [...trainset, ...devset].flatMap(({ messages }) =>
      histories.flatMap((history) => Object.values(conversationTexts(messages, history))),
    ),
  );
  return [...texts].reduce((sum, text) => sum + estimateTokens(text), 0);
};

/** Random demos need no vectors, and an estimate must not pay for any. */
const noEmbedder: Embedder = {
  identity: async () => ({ provider: "none", model: "none", dimensions: 1, version: "0" }),
  embed: async (texts) => new Float32Array(texts.length),
};
