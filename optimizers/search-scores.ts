import { BrainError } from "../brain/core/errors.ts";
import type { EvalCase, ScoredCase, Summary } from "../brain/core/evaluation.ts";
import type { Summarize } from "../brain/core/ports.ts";
import type { Candidate } from "../brain/core/program.ts";
import { adjustedMeans } from "./adjusted-means.ts";
import { candidateOf } from "./candidate-of.ts";
import { savedSettings } from "./demo-settings.ts";
import { pairedLead } from "./paired-lead.ts";
import type { SearchCandidate } from "./search-space.ts";

/** Means closer than this are equal: they differ by the order in which they were added up. */
const sameMean = 1e-9;
/** Share of the most cases scored of any candidate that must have been scored of one that is chosen. */
const leastShare = 0.5;

/** All that is known of the candidates so far. */
export type SearchScores = {
  keep(candidate: SearchCandidate, scored: ScoredCase): void;
  /** Those of the cases that were not asked of the candidate yet. */
  missing(candidate: SearchCandidate, cases: readonly EvalCase[]): readonly EvalCase[];
  summary(candidate: SearchCandidate, cases?: readonly EvalCase[]): Summary;
  /**
   * Best first, by means over the same cases: where one is without a score, see `adjustedMeans`. Of equals the simpler one,
   * then the earlier one. Those that were scored too seldom come last.
   */
  ranked(candidates: readonly SearchCandidate[], cases: readonly EvalCase[]): readonly Ranked[];
  /** The simplest of those that cannot be told from the best; `undefined` where none was scored. */
  best(candidates: readonly SearchCandidate[], cases: readonly EvalCase[]): Ranked | undefined;
  /** Each candidate of which anything is known, for the program to keep. */
  candidates(candidates: readonly SearchCandidate[]): readonly Candidate[];
  /** Why nothing could be scored. */
  unmeasured(metric: string): BrainError;
};

/** `summary` is of what was scored of it, `level` what it is ranked by: its mean as if all cases had been scored. */
export type Ranked = { readonly candidate: SearchCandidate; readonly summary: Summary; readonly level: number };

/**
 * Standard errors of a paired lead within which candidates are equal, so that the simpler one is taken: the rule of Breiman,
 * Friedman, Olshen and Stone 1984 (Classification and Regression Trees, 3.4.3). On devsets of 74 conversations, drawn from
 * 685, the best mean of 30 lost 0.019 of hits@5 on the others against the defaults, this rule half as much; where there was
 * something to gain, it kept nine tenths of it (docs/log.md).
 */
const tieWidth = 1;

export const searchScores = (summarize: Summarize): SearchScores => {
  const known = new Map<SearchCandidate, Map<EvalCase, ScoredCase>>();
  const casesOf = (candidate: SearchCandidate) => known.get(candidate) ?? new Map<EvalCase, ScoredCase>();
  const summary: SearchScores["summary"] = (candidate, cases) => {
    const scored = casesOf(candidate);
    return summarize(cases === undefined ? [...scored.values()] : cases.flatMap((one) => scored.get(one) ?? []));
  };
  const ranked: SearchScores["ranked"] = (candidates, cases) => {
    const levels = adjustedMeans(candidates.map(casesOf), cases);
    const all = candidates.map((candidate, at) => ({
      candidate,
      summary: summary(candidate, cases),
      level: levels[at] ?? 0,
    }));
    const most = Math.max(0, ...all.map(({ summary: { n } }) => n));
    const counts = ({ summary: { n } }: Ranked) => n > 0 && n >= leastShare * most;
    const [scored, others] = [all.filter(counts), all.filter((one) => !counts(one))];
    return [...scored.toSorted(byMean), ...others];
  };
  return {
    keep(candidate, scored) {
      known.set(candidate, casesOf(candidate).set(scored.case, scored));
    },
    missing: (candidate, cases) => cases.filter((one) => !casesOf(candidate).has(one)),
    summary,
    ranked,
    best(candidates, cases) {
      const [leader, ...others] = ranked(candidates, cases).filter(({ summary: { n } }) => n > 0);
      if (leader === undefined) return undefined;
      const led = casesOf(leader.candidate);
      const tied = others.filter(({ candidate, summary: { n } }) => {
        if (candidate.baseline || n < leastShare * leader.summary.n) return false;
        const { mean, standardError } = pairedLead(led, casesOf(candidate), cases);
        return mean <= tieWidth * standardError + sameMean;
      });
      return [leader, ...tied].toSorted((a, b) => bySimplicity(a, b) || byMean(a, b))[0];
    },
    candidates: (candidates) =>
      candidates
        .map((candidate) => ({ candidate, summary: summary(candidate) }))
        .filter(({ summary: { n, errors, skipped } }) => n + errors + skipped > 0)
        .map(({ candidate: { name, settings, baseline }, summary }) =>
          candidateOf({ name, settings: savedSettings(settings), baseline }, summary),
        ),
    unmeasured(metric) {
      const all = [...known.values()].flatMap((scored) => [...scored.values()]);
      const fault = all.find(({ error }) => error !== undefined)?.error;
      const why =
        fault === undefined
          ? `The metric ${metric} has nothing to say of any of them: choose another with --metric.`
          : `The first fault was: ${fault.message}`;
      return new BrainError(
        "unmeasured",
        `search could not choose: of ${all.length} answers on the devset none could be scored by ${metric}. ${why}`,
      );
    },
  };
};

const byMean = (a: Ranked, b: Ranked): number =>
  (Math.abs(b.level - a.level) <= sameMean ? 0 : b.level - a.level) || bySimplicity(a, b);

/** Baselines last: they are there to be beaten. */
const bySimplicity = ({ candidate: a }: Ranked, { candidate: b }: Ranked): number =>
  Number(a.baseline) - Number(b.baseline) || a.changes - b.changes;
