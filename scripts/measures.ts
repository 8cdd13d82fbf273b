/** Measures that the evaluating scripts share. */

import { type Sentiment, sentiments } from "../brain/core/turn.ts";
import { wilsonInterval } from "../evals/wilson.ts";

export type Judged = { readonly text: string; readonly sentiment: Sentiment };
type Scores = Readonly<Record<Sentiment, number>>;
/** F1 of each class in the order of `sentiments`, and their mean, all 0–100. */
export type F1 = { readonly macro: number; readonly each: readonly number[]; readonly n: number };

export const mostProbable = (scores: Scores): Sentiment =>
  sentiments.reduce((best, next) => (scores[next] > scores[best] ? next : best));

export const macroF1 = (rows: readonly Judged[], score: (text: string) => Scores): F1 =>
  f1Of(rows.map(({ text, sentiment }) => [sentiment, mostProbable(score(text))]));

/** F1 of pairs of truth and answer. */
export const f1Of = (pairs: readonly (readonly [truth: Sentiment, answer: Sentiment])[]): F1 => {
  const each = sentiments.map((wanted) => {
    let [hits, said, real] = [0, 0, 0];
    for (const [truth, answer] of pairs) {
      if (truth === wanted) real++;
      if (answer === wanted) said++;
      if (truth === wanted && answer === wanted) hits++;
    }
    return said + real === 0 ? 0 : (200 * hits) / (said + real);
  });
  return { macro: each.reduce((sum, one) => sum + one, 0) / each.length, each, n: pairs.length };
};

export const report = (name: string, { macro, each, n }: F1): string =>
  `${name}: macro-F1 ${macro.toFixed(1)} (${sentiments.map((one, at) => `${one} ${each[at]?.toFixed(1)}`).join(", ")}; n ${n})`;

/** Wilson's 95 % interval of a share, in percent, as text. */
export const wilson = (hits: number, n: number): string => {
  const { low, high } = wilsonInterval(hits, n);
  return `${((100 * hits) / n).toFixed(2)} % (95 %: ${(100 * low).toFixed(2)}–${(100 * high).toFixed(2)}; ${hits} of ${n})`;
};

/** Mean gap between stated confidence and share of right answers, over ten bins of confidence (Guo et al. 2017), 0–1. */
export const calibrationError = (
  answers: readonly { readonly confidence: number; readonly right: boolean }[],
): number => {
  const bins = Array.from({ length: 10 }, () => ({ n: 0, confidence: 0, right: 0 }));
  for (const { confidence, right } of answers) {
    const bin = bins[Math.min(9, Math.floor(confidence * 10))];
    if (bin === undefined) continue;
    bin.n++;
    bin.confidence += confidence;
    if (right) bin.right++;
  }
  return bins.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / answers.length;
};
