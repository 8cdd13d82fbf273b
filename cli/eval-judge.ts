import { openComparer } from "../app/evaluation/eval-metrics.ts";
import { readTextFile } from "../app/read-text-file.ts";
import type { OpenedRunner } from "../app/runner/open-runner.ts";
import { InputError } from "../brain/core/errors.ts";
import type { PreferReply, Rubric } from "../brain/core/rating.ts";
import { nearestName } from "../brain/text/nearest-name.ts";
import { judgeAgreement } from "../evals/judge-agreement.ts";
import { type JudgedPairs, judgePairs } from "../evals/judge-pairs.ts";
import type { Coefficient } from "../evals/metrics/agreement.ts";
import { type HumanLabel, parseHumanLabels } from "../evals/metrics/human-labels.ts";
import { rubrics } from "../evals/metrics/rubrics.ts";
import { plural, summaryInWords } from "../evals/reports/eval-words.ts";
import type { ScoredLine } from "../evals/score-run.ts";
import { displayText } from "./terminal/display-text.ts";

export type JudgeSettings = {
  /** Name of a rubric by which the programs' replies are compared in pairs. */
  readonly pairwise?: string;
  /** Path of people's ratings. */
  readonly labels?: string;
  readonly judge?: string;
};

/** What was asked of the judge, found out before anything is answered. */
export type JudgeWork = {
  readonly pairs?: { readonly rubric: Rubric; readonly prefer: PreferReply };
  readonly labels?: readonly HumanLabel[];
};

/** @throws {InputError} no such rubric, no model that can judge, a file that cannot be read */
export const prepareJudge = async (
  { pairwise, labels, judge }: JudgeSettings,
  runner: OpenedRunner,
): Promise<JudgeWork> => ({
  ...(pairwise !== undefined && {
    pairs: { rubric: rubricOf(pairwise), prefer: await openComparer(runner, judge) },
  }),
  ...(labels !== undefined && { labels: parseHumanLabels(await readTextFile(labels), labels) }),
});

/** What a judge says beside its ratings: which program it prefers, and how far it agrees with people. As lines. */
export const judgeLines = async (
  scored: readonly ScoredLine[],
  [first = "", ...others]: readonly string[],
  { pairs, labels }: JudgeWork,
  options: { readonly concurrency: number; readonly signal: AbortSignal },
): Promise<readonly string[]> => {
  const told: string[] = [];
  const lines = scored.map(({ line }) => line);
  for (const program of pairs ? others : []) {
    if (pairs) told.push(pairLine(await judgePairs(lines, { program, against: first, ...pairs, ...options })));
  }
  return [...told, ...(labels ? agreementLines(scored, labels, first) : [])];
};

const pairLine = ({ program, against, rubric, wins, ties, losses, inconsistent, share }: JudgedPairs): string =>
  [
    `${displayText(program)} against ${displayText(against)} by ${rubric}, in pairs: ${wins} better, ${ties} even, ${losses} worse`,
    `${summaryInWords(share)}, where 0.5 is neither`,
    ...(inconsistent > 0 ? [`${inconsistent} hung on the order and count as even`] : []),
    ...(share.errors > 0 ? [plural(share.errors, "error")] : []),
  ].join("; ");

const agreementLines = (
  scored: readonly ScoredLine[],
  labels: readonly HumanLabel[],
  program: string,
): readonly string[] => {
  return judgeAgreement(scored, labels, program).map(({ rubric, n, agreement }) => {
    const what = `the judge and people by ${displayText(rubric)}`;
    if (agreement === undefined)
      return `${what}: ${n} replies rated by both, too few to say (10 are needed; --metric rubric:${displayText(rubric)} has the judge rate)`;
    const { kappa, spearman, same, bias } = agreement;
    return `${what}: weighted kappa ${inWords(kappa)}, Spearman ${inWords(spearman)}, ${Math.round(100 * same)} % the same mark, bias ${bias.toFixed(2)} marks (n ${n})`;
  });
};

const inWords = (coefficient: Coefficient | undefined): string =>
  coefficient === undefined
    ? "undefined (one side always gave the same mark)"
    : `${coefficient.value.toFixed(2)} (${coefficient.low.toFixed(2)}–${coefficient.high.toFixed(2)})`;

/** @throws {InputError} */
const rubricOf = (name: string): Rubric => {
  const found = rubrics.find((rubric) => rubric.name === name);
  if (found) return found;
  const known = rubrics.map((rubric) => rubric.name);
  const near = nearestName(name, known);
  throw new InputError({
    what: `there is no rubric ${JSON.stringify(name.slice(0, 64))}${near === undefined ? "" : `; did you mean ${near}?`}`,
    where: "--pairwise",
    expected: known.join(", "),
  });
};
