import type { Answer, ReportTurn, RunReport } from "../run-report.ts";
import { isBelow } from "./eval-words.ts";

/** Turns that one page shows: a browser still opens some 10 MB at once. */
export const mostTurns = 2000;

/**
 * The turns that are worth a look first, at most `most`, in the report's order: those with errors, then those in which an
 * answer failed by a metric with `passAt`, then those with the lowest scores of the first metric.
 */
export const chooseTurns = (
  { turns, metrics }: Pick<RunReport, "turns" | "metrics">,
  most = mostTurns,
): readonly ReportTurn[] => {
  if (turns.length <= most) return turns;
  const passAt = new Map(metrics.map((metric) => [metric.name, metric.passAt]));
  const [first] = metrics;
  const hasFailed = ({ scores }: Answer) =>
    scores.some((each) => "scored" in each && isBelow(each.scored.score, passAt.get(each.metric)));
  const ranks = turns.map(({ answers }, at) => ({
    at,
    class: answers.some(hasError) ? 0 : answers.some(hasFailed) ? 1 : 2,
    worst: first === undefined ? undefined : worstScore(answers, first.name),
  }));
  const chosen = ranks
    .sort((a, b) => a.class - b.class || (a.worst ?? 2) - (b.worst ?? 2) || a.at - b.at)
    .slice(0, most)
    .sort((a, b) => a.at - b.at);
  return chosen.flatMap(({ at }) => turns[at] ?? []);
};

/** Whether an answer never came, or could not be scored. */
export const hasError = ({ error, scores }: Answer): boolean =>
  error !== undefined || scores.some((score) => "error" in score);

/** The lowest score of any of the answers; `undefined` where there is none. */
export const worstScore = (answers: readonly Answer[], metric: string): number | undefined => {
  let worst: number | undefined;
  for (const { scores } of answers)
    for (const each of scores)
      if (each.metric === metric && "scored" in each) worst = Math.min(worst ?? 1, each.scored.score);
  return worst;
};
