import type { EvalCase } from "../../brain/core/evaluation.ts";
import type { ChatRequest, ModelConnection, Predict } from "../../brain/core/ports.ts";
import type { CompiledProgram } from "../../brain/core/program.ts";
import { flatten } from "../../brain/lms/flatten.ts";
import { estimateTokens } from "../../brain/text/estimate-tokens.ts";

/** Cases whose prompts are rendered: enough for a mean, few enough to be done before anybody waits. */
const sampleSize = 12;

/** What answering one case takes on average. */
export type CallsPerCase = {
  /** Below 1 where some cases get a fixed reply. */
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Cases that were rendered. */
  readonly sampled: number;
};

/**
 * What answering cases with a program takes, from the prompts of some of them as they would go out: nothing is asked of a
 * model. Four characters count as a token, and replies are taken to be as long as the client's own.
 * @param predictWith answers cases with the connection that is handed in
 */
export const estimateCalls = async (
  program: CompiledProgram,
  cases: readonly EvalCase[],
  predictWith: (lm: ModelConnection) => Predict,
): Promise<CallsPerCase> => {
  const requests: ChatRequest[] = [];
  const predict = predictWith(countingConnection((request) => requests.push(request)));
  const sample = spreadOver(cases, sampleSize);
  for (const each of sample) await predict(program, each, { replies: true });
  const promptTokens = requests.reduce((sum, request) => sum + tokensOf(request), 0);
  const longest = requests[0]?.maxTokens ?? Number.POSITIVE_INFINITY;
  const calls = requests.length / Math.max(1, sample.length);
  return {
    calls,
    promptTokens: promptTokens / Math.max(1, sample.length),
    completionTokens: calls * Math.min(longest, meanReply(cases)),
    sampled: sample.length,
  };
};

/** Says the same harmless word to everything, at once. */
const countingConnection = (count: (request: ChatRequest) => void): ModelConnection => ({
  identity: { provider: "offline", model: "counting" },
  canJudge: false,
  async *chat(request) {
    // Where a guard blocks even that word, the question is put again: a real reply would as a rule have passed.
    if (request.rejected.length === 0) count(request);
    yield { type: "text", text: "Okay." };
    yield { type: "usage", promptTokens: 0, completionTokens: 0 };
  },
});

const tokensOf = (request: ChatRequest): number =>
  flatten(request).reduce((sum, { content }) => sum + estimateTokens(content), 0);

const meanReply = (cases: readonly EvalCase[]): number => {
  const replies = cases.flatMap(({ expected }) => (expected === undefined ? [] : [estimateTokens(expected)]));
  return replies.length === 0 ? 0 : replies.reduce((sum, tokens) => sum + tokens, 0) / replies.length;
};

/** Some of many, evenly spread: files are often sorted by topic. */
const spreadOver = <Item>(items: readonly Item[], count: number): readonly Item[] =>
  items.length <= count
    ? items
    : Array.from({ length: count }, (_, at) => items[Math.floor((at * items.length) / count)]).flatMap((item) =>
        item === undefined ? [] : [item],
      );
