import { exactDollars } from "../brain/core/dollars.ts";
import type { PredictedReply } from "../brain/core/evaluation.ts";
import type { RunInfo, RunLine, TestTouch } from "../brain/core/ports.ts";
import { distinctNgrams } from "./distinct-ngrams.ts";
import type { ScoredLine } from "./score-run.ts";

export type Counts = Readonly<Record<string, number>>;

/** What a program did, apart from how well. */
export type ProgramActivity = {
  readonly name: string;
  readonly id: string;
  readonly optimizer: string;
  /** Answers asked for; those with an error are among them. */
  readonly answers: number;
  /** Answers that never came, by code. */
  readonly errors: Counts;
  /** Scores that a metric failed to give, by the metric's name. */
  readonly metricErrors: Counts;
  /** Who replied: `model`, `fallback`, `safe`, `care`. */
  readonly by: Counts;
  readonly ended: Counts;
  /** Model calls beyond the first of each turn. */
  readonly furtherCalls: number;
  /** Blocks of output guards, by category; several in one turn are counted each. */
  readonly blocked: Counts;
  /** Steers of input guards, by category. */
  readonly steered: Counts;
  readonly tokens: { readonly calls: number; readonly prompt: number; readonly completion: number };
  /** US dollars at list price, as if nothing had come out of the cache; missing where a price is not known. */
  readonly cost?: number;
  /** Milliseconds of a turn; missing where there were no replies. */
  readonly ms?: { readonly median: number; readonly p95: number };
  /** See `distinctNgrams`. */
  readonly distinct: { readonly unigrams?: number; readonly bigrams?: number };
  /** Looks at the testset that this program remembers, the oldest first. */
  readonly touches: readonly TestTouch[];
};

/** US dollars of a reply's calls; `undefined` where the price is not known. */
export type PriceOf = (reply: PredictedReply) => number | undefined;

/** Counts what a program did in a run; `scored` are its own lines. */
export const programActivity = (
  program: RunInfo["programs"][number],
  scored: readonly ScoredLine[],
  { priceOf, touches = [] }: { readonly priceOf?: PriceOf | undefined; readonly touches?: readonly TestTouch[] },
): ProgramActivity => {
  const lines = scored.map(({ line }) => line);
  const replies = lines.flatMap(({ prediction }) => (prediction?.reply === undefined ? [] : [prediction.reply]));
  const cost = costOf(replies, priceOf);
  const ms = replies.map((reply) => reply.ms).sort((one, other) => one - other);
  return {
    ...program,
    answers: lines.length,
    errors: count(lines.flatMap(({ error }) => (error === undefined ? [] : [error.code]))),
    metricErrors: count(
      scored.flatMap(({ scores }) => Object.entries(scores).flatMap(([name, made]) => ("error" in made ? [name] : []))),
    ),
    by: count(replies.map(({ by }) => by)),
    ended: count(replies.map(({ ended }) => ended)),
    furtherCalls: sum(replies.map(({ calls }) => Math.max(0, calls - 1))),
    blocked: count(categories(lines, "block")),
    steered: count(categories(lines, "steer")),
    tokens: {
      calls: sum(replies.map(({ calls }) => calls)),
      prompt: sum(replies.map(({ promptTokens }) => promptTokens)),
      completion: sum(replies.map(({ completionTokens }) => completionTokens)),
    },
    ...(cost !== undefined && { cost }),
    ...(ms.length > 0 && { ms: { median: atShare(ms, 0.5), p95: atShare(ms, 0.95) } }),
    distinct: distinctNgrams(replies.map(({ text }) => text)),
    touches,
  };
};

function costOf(replies: readonly PredictedReply[], priceOf: PriceOf | undefined): number | undefined {
  if (priceOf === undefined) return undefined;
  let cost = 0;
  for (const reply of replies) {
    const price = reply.calls === 0 ? 0 : priceOf(reply);
    if (price === undefined) return undefined;
    cost += price;
  }
  return exactDollars(cost);
}

const categories = (lines: readonly RunLine[], action: "block" | "steer"): readonly string[] =>
  lines.flatMap(({ prediction }) =>
    (prediction?.verdicts ?? []).flatMap((verdict) =>
      verdict.action === action ? [verdict.category ?? verdict.guard] : [],
    ),
  );

/** How often each value occurs, in the order of the alphabet. */
function count(values: readonly string[]): Counts {
  const counts = new Map<string, number>();
  for (const value of [...values].sort()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** The nearest rank of an ascending list. */
const atShare = (ascending: readonly number[], share: number): number =>
  ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0;

const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
