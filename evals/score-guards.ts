import type { GuardCase, JudgedCase } from "./guard-cases.ts";
import { type Interval, wilsonInterval } from "./wilson.ts";

/** A share with its sample: `hits` of `n`, and its 95 % interval. */
export type Share = { readonly hits: number; readonly n: number; readonly share: number; readonly interval: Interval };

/** What the guards did with the cases of one category on one side. */
export type CategoryScore = {
  readonly side: GuardCase["side"];
  readonly category: string;
  /** Of the cases that hold the category, those in which it was found. */
  readonly recall: Share;
  /** Of its own cases and the harmless ones in which it was found, its own. */
  readonly precision: Share;
  /** Of the harmless cases, those in which it was found. */
  readonly falsePositives: Share;
  readonly missed: readonly GuardCase[];
  readonly alarms: readonly GuardCase[];
};

export type GuardScore = {
  readonly categories: readonly CategoryScore[];
  /** Over all categories. */
  readonly recall: Share;
  /** Of the cases with nothing in them, those in which anything was found. */
  readonly falsePositives: Share;
  readonly cases: number;
};

/** What must be reached, 0–1: the recall of every category, and the false positives of each and of all together. */
export type Bars = { readonly minRecall: number; readonly maxFalsePositives: number };

/**
 * Scores by category and as a whole. A case counts for the category that it is labelled with; others that are found in it
 * are neither hits nor alarms, since a link to a messenger is both.
 */
export const scoreGuards = (judged: readonly JudgedCase[]): GuardScore => {
  const keys = new Map<string, { side: GuardCase["side"]; category: string }>();
  for (const { case: each, found } of judged) {
    for (const category of [...(each.category === undefined ? [] : [each.category]), ...found])
      keys.set(`${each.side} ${category}`, { side: each.side, category });
  }
  const categories = [...keys.values()]
    .map(({ side, category }) =>
      scoreCategory(
        judged.filter(({ case: each }) => each.side === side),
        side,
        category,
      ),
    )
    .sort((one, other) => one.side.localeCompare(other.side) || one.category.localeCompare(other.category));
  const positives = judged.filter(({ case: each }) => each.category !== undefined);
  const harmless = judged.filter(({ case: each }) => each.category === undefined);
  return {
    categories,
    recall: share(
      positives.filter(({ case: each, found }) => found.includes(each.category ?? "")).length,
      positives.length,
    ),
    falsePositives: share(harmless.filter(({ found }) => found.length > 0).length, harmless.length),
    cases: judged.length,
  };
};

/** What falls short of the bars, a line each; empty where all were reached. */
export const belowBars = (score: GuardScore, { minRecall, maxFalsePositives }: Bars): readonly string[] => {
  const low = score.categories
    .filter(({ recall }) => recall.n > 0 && recall.share < minRecall)
    .map(
      ({ side, category, recall }) =>
        `${side} ${category}: recall ${percent(recall.share)} is below ${percent(minRecall)}`,
    );
  const high = score.categories
    .filter(({ falsePositives }) => falsePositives.share > maxFalsePositives)
    .map(
      ({ side, category, falsePositives }) =>
        `${side} ${category}: false positives ${percent(falsePositives.share)} are above ${percent(maxFalsePositives)}`,
    );
  const all =
    score.falsePositives.share > maxFalsePositives
      ? [`all together: false positives ${percent(score.falsePositives.share)} are above ${percent(maxFalsePositives)}`]
      : [];
  return [...low, ...high, ...all];
};

/** `97.4 %` */
export const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

/** `97.4 % (95.1–98.6; 265 of 272)`, or a dash where there is nothing to count. */
export const inWords = ({ hits, n, share: part, interval }: Share): string =>
  n === 0
    ? "–"
    : `${percent(part)} (${(100 * interval.low).toFixed(1)}–${(100 * interval.high).toFixed(1)}; ${hits} of ${n})`;

const share = (hits: number, n: number): Share => ({
  hits,
  n,
  share: n === 0 ? 0 : hits / n,
  interval: wilsonInterval(hits, n),
});

function scoreCategory(judged: readonly JudgedCase[], side: GuardCase["side"], category: string): CategoryScore {
  const casesOf = (label: string | undefined, found: boolean) =>
    judged.flatMap(({ case: each, found: categories }) =>
      each.category === label && categories.includes(category) === found ? [each] : [],
    );
  const [hits, missed] = [casesOf(category, true), casesOf(category, false)];
  const [alarms, rest] = [casesOf(undefined, true), casesOf(undefined, false)];
  return {
    side,
    category,
    recall: share(hits.length, hits.length + missed.length),
    precision: share(hits.length, hits.length + alarms.length),
    falsePositives: share(alarms.length, alarms.length + rest.length),
    missed,
    alarms,
  };
}
