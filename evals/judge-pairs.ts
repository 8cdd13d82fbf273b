import type { ScoredCase, Summary } from "../brain/core/evaluation.ts";
import type { RunLine } from "../brain/core/ports.ts";
import type { PreferReply, Rubric } from "../brain/core/rating.ts";
import { compareBothOrders } from "./metrics/compare-both-orders.ts";
import { runConcurrently } from "./run-concurrently.ts";
import { caseError, endsTheWhole } from "./score-prediction.ts";
import { summarize } from "./statistics/summarize.ts";

/** One program's replies against another's, case by case, as a judge prefers them. */
export type JudgedPairs = {
  readonly rubric: string;
  readonly program: string;
  readonly against: string;
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Pairs that the two orders judged differently, counted as ties: how far the judge goes by the place. */
  readonly inconsistent: number;
  /** Wins + ties / 2, of all pairs: 0.5 is neither better. */
  readonly share: Summary;
};

/**
 * Has a judge compare `program` with `against` on every case that both have answered with words, in both orders: two
 * calls a pair, none where the replies are the same. Answers to a crisis are left out: what was said then is kept from
 * every model.
 * @throws {LmError} aborted, over-budget
 */
export const judgePairs = async (
  lines: readonly RunLine[],
  {
    program,
    against,
    rubric,
    prefer,
    concurrency,
    signal,
  }: {
    readonly program: string;
    readonly against: string;
    readonly rubric: Rubric;
    readonly prefer: PreferReply;
    readonly concurrency: number;
    readonly signal?: AbortSignal;
  },
): Promise<JudgedPairs> => {
  const others = new Map(
    lines.filter((line) => line.program === against).map((line) => [keyOf(line), line.prediction?.reply]),
  );
  const counts = { wins: 0, ties: 0, losses: 0, inconsistent: 0 };
  const scored: ScoredCase[] = [];
  const judge = async ({ case: evalCase, prediction, ...line }: RunLine, stop: AbortSignal): Promise<ScoredCase> => {
    const [first, second] = [prediction?.reply, others.get(keyOf({ case: evalCase, ...line }))];
    if (prediction === undefined || first === undefined || second === undefined) return { case: evalCase };
    if (first.by === "care" || second.by === "care") return { case: evalCase };
    const { messages } = evalCase;
    const question = { rubric, messages, context: prediction.context, first: first.text, second: second.text };
    try {
      const { better, consistent } = await compareBothOrders(prefer, question, { signal: stop });
      if (!consistent) counts.inconsistent++;
      counts[better === "first" ? "wins" : better === "second" ? "losses" : "ties"]++;
      const score = better === "first" ? 1 : better === "second" ? 0 : 0.5;
      return { case: evalCase, scored: { score, reason: better } };
    } catch (fault) {
      if (endsTheWhole(fault)) throw fault;
      return { case: evalCase, error: caseError(fault) };
    }
  };
  await runConcurrently(
    lines.filter((line) => line.program === program),
    async (line, stop) => void scored.push(await judge(line, stop)),
    { concurrency, signal },
  );
  return { rubric: rubric.name, program, against, ...counts, share: summarize(scored) };
};

const keyOf = (line: Pick<RunLine, "repeat"> & { readonly case: { readonly id: string } }): string =>
  JSON.stringify([line.case.id, line.repeat]);
