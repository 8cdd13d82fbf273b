import type { Summary } from "../brain/core/evaluation.ts";
import type { ScoredLine } from "./score-run.ts";
import { scoredCases } from "./score-run.ts";
import { holm } from "./statistics/holm.ts";
import { type PairedTest, pairedTest } from "./statistics/paired-test.ts";
import { summarize } from "./statistics/summarize.ts";

/** A program against the baseline by one metric; `difference` is the program's mean minus the baseline's. */
export type ProgramTest = PairedTest & {
  readonly program: string;
  /** `p` after Holm's correction over all tests of the comparison that had anything to compare. */
  readonly corrected: number;
};

export type MetricComparison = {
  readonly metric: string;
  readonly scores: readonly { readonly program: string; readonly summary: Summary }[];
  /** Each program but the baseline. */
  readonly tests: readonly ProgramTest[];
};

export type Comparison = {
  /** Missing where there is one program alone. */
  readonly baseline?: string;
  readonly metrics: readonly MetricComparison[];
};

/** Every program by every metric, and paired tests against `baseline` (the first, where it is not given). */
export const compare = (
  scored: readonly ScoredLine[],
  {
    programs,
    metrics,
    baseline = programs[0],
  }: { readonly programs: readonly string[]; readonly metrics: readonly string[]; readonly baseline?: string },
): Comparison => {
  const others = programs.filter((program) => program !== baseline);
  const measured = metrics.map((metric) => {
    const casesOf = new Map(programs.map((program) => [program, scoredCases(scored, program, metric)]));
    const against = casesOf.get(baseline ?? "") ?? [];
    return {
      metric,
      scores: programs.map((program) => ({ program, summary: summarize(casesOf.get(program) ?? []) })),
      tests: others.map((program) => ({ program, ...pairedTest(against, casesOf.get(program) ?? []) })),
    };
  });
  const made = measured.flatMap(({ tests }) => tests.filter(({ n }) => n > 0));
  const corrected = new Map(holm(made.map(({ p }) => p)).map((p, at) => [made[at], p]));
  return {
    ...(baseline !== undefined && others.length > 0 && { baseline }),
    metrics: measured.map((each) => ({
      ...each,
      tests: each.tests.map((test) => ({ ...test, corrected: corrected.get(test) ?? 1 })),
    })),
  };
};

/** How many tests the p-values of a comparison are corrected for. */
export const countTests = ({ metrics }: Comparison): number =>
  metrics.reduce((all, { tests }) => all + tests.filter(({ n }) => n > 0).length, 0);

/** Programs that do worse than the baseline by this metric, at the level `alpha` after correction. */
export const worseThanBaseline = (comparison: Comparison, metric: string, alpha = 0.05): readonly ProgramTest[] =>
  comparison.metrics
    .filter((each) => each.metric === metric)
    .flatMap(({ tests }) => tests.filter(({ difference, corrected }) => difference < 0 && corrected < alpha));

/** What a test says, in words; that nothing was found is not told as equality. */
export const inPlainWords = ({ difference, corrected, clusters, n }: ProgramTest, alpha = 0.05): string => {
  if (n === 0) return "nothing to compare";
  // 2^clusters patterns of signs: the smallest p there can be is 2 of them.
  if (2 ** (1 - clusters) >= alpha) return "too few conversations to tell";
  if (corrected >= alpha) return "no evidence of a difference";
  return difference > 0 ? "better" : "worse";
};
