import type { Summary } from "../brain/core/evaluation.ts";
import { type ScoredLine, scoredCases } from "./score-run.ts";
import { summarize } from "./statistics/summarize.ts";

/** Fewer cases than this say nothing of a slice. */
export const fewestCases = 5;

export const sliceKinds = ["pipeline", "tag", "part of day", "replied by"] as const;
export type SliceKind = (typeof sliceKinds)[number];

/** A program's answers of one kind, by one metric. */
export type SliceScore = {
  readonly program: string;
  readonly metric: string;
  /** Cases that were scored. */
  readonly n: number;
  /** Missing where they are fewer than `fewestCases`. */
  readonly summary?: Summary;
};

export type Slice = { readonly by: SliceKind; readonly value: string; readonly scores: readonly SliceScore[] };

/** Scores of the answers apart by what they are; an answer with several tags counts for each. Values with no score are left out. */
export const slice = (
  scored: readonly ScoredLine[],
  {
    programs,
    metrics,
  }: {
    readonly programs: readonly string[];
    readonly metrics: readonly string[];
  },
): readonly Slice[] =>
  sliceKinds.flatMap((by) =>
    [...groupBy(scored, by)].sort(byName).flatMap(([value, own]) => {
      const scores = programs.flatMap((program) =>
        metrics.flatMap((metric) => {
          const summary = summarize(scoredCases(own, program, metric));
          if (summary.n === 0) return [];
          return [{ program, metric, n: summary.n, ...(summary.n >= fewestCases && { summary }) }];
        }),
      );
      return scores.length === 0 ? [] : [{ by, value, scores }];
    }),
  );

function groupBy(scored: readonly ScoredLine[], by: SliceKind): ReadonlyMap<string, readonly ScoredLine[]> {
  const groups = new Map<string, ScoredLine[]>();
  for (const one of scored)
    for (const value of new Set(valuesOf(one, by))) {
      const group = groups.get(value);
      if (group === undefined) groups.set(value, [one]);
      else group.push(one);
    }
  return groups;
}

function valuesOf({ line: { case: evalCase, prediction } }: ScoredLine, by: SliceKind): readonly string[] {
  if (by === "tag") return evalCase.tags;
  if (prediction === undefined) return [];
  if (by === "pipeline") return [prediction.pipeline];
  if (by === "part of day") return [prediction.context.partOfDay];
  return prediction.reply === undefined ? [] : [prediction.reply.by];
}

const byName = ([one]: [string, unknown], [other]: [string, unknown]): number =>
  one < other ? -1 : one > other ? 1 : 0;
