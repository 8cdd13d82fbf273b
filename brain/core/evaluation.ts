import type { Demo, Example } from "./example.ts";
import type { Context } from "./signature.ts";
import type { Message, Sentiment } from "./turn.ts";

/** A conversation that a program is asked to answer, and what is known of a good answer. */
export type EvalCase = {
  readonly id: string;
  /** What intervals and splits group by. */
  readonly conversation: string;
  /** The last one is the user's: it is what is answered. */
  readonly messages: readonly Message[];
  /** What the client themselves replied, where that is known. */
  readonly expected?: string;
  readonly tags: readonly string[];
  /** ISO 8601 instant at which the reply is asked for, where it matters. */
  readonly at?: string;
  /** What a suite demands of the reply, beside what is measured. */
  readonly assertions?: readonly Assertion[];
  readonly metadata?: Readonly<Record<string, unknown>>;
};

/** One demand of a suite. `value` is what the kind of demand needs: a string, a list, a number. */
export type Assertion = {
  /** `equals`, `contains`, `regex`, `llm-rubric`, … */
  readonly type: string;
  /** True where the demand is that it does NOT hold. */
  readonly negated: boolean;
  readonly value?: unknown;
  /** Least score (0–1) that passes, for kinds that have one. */
  readonly threshold?: number;
  readonly weight: number;
};

/** A reply, as the turn that gave it told it. */
export type PredictedReply = {
  readonly text: string;
  readonly by: "model" | "fallback" | "safe" | "care" | "goodbye";
  readonly ended: "complete" | "cut-by-guard" | "cut-by-connection";
  /** `provider:model` that was asked; `none` where the reply was a fixed one. */
  readonly lm: string;
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Milliseconds of the whole turn. Of a reply that came out of the cache: those of the first time. */
  readonly ms: number;
};

/** What a guard said in the turn, without the words it spoke of. */
export type PredictedVerdict = {
  readonly side: "input" | "output";
  readonly guard: string;
  readonly action: "steer" | "mask" | "block";
  readonly category?: string;
  readonly reason?: string;
  readonly attempt: number;
};

/** What a program made of one case: what metrics score. */
export type Prediction = {
  /** As models may read it: what no model may read of its messages is left out, though the turn was given it. */
  readonly case: EvalCase;
  readonly pipeline: string;
  readonly sentiment: Sentiment;
  readonly context: Context;
  /** In the order of the prompt. Empty where a fixed reply needed none. */
  readonly demos: readonly Demo[];
  /** Set where the pipeline has fixed replies: neither demos nor words are the program's. */
  readonly isFixed?: true;
  /** Missing where only demos were asked for. */
  readonly reply?: PredictedReply;
  readonly verdicts: readonly PredictedVerdict[];
};

/** What a metric says: `score` 0–1 (higher is better), and why, in a few words that quote nobody. */
export type Scored = { readonly score: number; readonly reason: string };

/** Scores predictions, one by one. */
export type Metric = {
  readonly name: string;
  /** `demos`: scores which demos were chosen, so that no model need be asked. `reply`: scores what was said. */
  readonly needs: "demos" | "reply";
  /** `undefined` where the metric has nothing to say of this case: it then counts neither for nor against. */
  score(
    prediction: Prediction,
    options?: { readonly signal?: AbortSignal },
  ): Scored | undefined | Promise<Scored | undefined>;
};

/** A case after its turn and its scoring. One with an `error` has no score: a fault is not a zero. */
export type ScoredCase = {
  readonly case: EvalCase;
  readonly prediction?: Prediction;
  readonly scored?: Scored;
  readonly error?: { readonly code: string; readonly message: string };
};

/** A mean with its 95 % interval, clustered by conversation. `n` cases that were scored in `clusters` conversations. */
export type Summary = {
  readonly n: number;
  readonly clusters: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Cases that ended in a fault, or of which the metric had nothing to say. */
  readonly errors: number;
  readonly skipped: number;
};

/** An example as a case: its reply is what is expected. `undefined` where the user did not speak last. */
export const caseOf = (example: Example): EvalCase | undefined => {
  const last = example.messages.at(-1);
  if (last === undefined || last.from !== "user") return undefined;
  return {
    id: example.id,
    conversation: example.conversation,
    messages: example.messages,
    expected: example.reply,
    tags: example.tags,
    ...(last.at !== undefined && { at: last.at }),
  };
};
