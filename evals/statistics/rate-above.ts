/** Trials of a unit that are looked at: its first one, two, four and eight. What comes later of it is no more evidence. */
export const spans = [1, 2, 4, 8] as const;

/** Rates above the bar among which the evidence is spread; more make no difference that can be seen. */
const rates = 128;
/** Halvings of the interval that the bound is looked for in: to a millionth. */
const halvings = 20;

/** Units by their hits: `counts[i][k]` units had `k` hits in their first `spans[i]` trials. */
export type UnitHits = { readonly units: number; readonly counts: readonly (readonly number[])[] };

export type UnitTrial = { readonly unit: string; readonly isHit: boolean };

/** @param trials in the order in which they came */
export const countUnitHits = (trials: Iterable<UnitTrial>): UnitHits => {
  const hits = new Map<string, { trials: number; readonly within: number[] }>();
  for (const { unit, isHit } of trials) {
    const seen = hits.get(unit) ?? { trials: 0, within: spans.map(() => 0) };
    hits.set(unit, seen);
    seen.trials++;
    if (isHit)
      for (const [at, span] of spans.entries()) if (seen.trials <= span) seen.within[at] = (seen.within[at] ?? 0) + 1;
  }
  const counts = spans.map((span) => new Array<number>(span + 1).fill(0));
  for (const { within } of hits.values()) {
    for (const [at, count] of counts.entries()) count[within[at] ?? 0] = (count[within[at] ?? 0] ?? 0) + 1;
  }
  return { units: hits.size, counts };
};

/**
 * How much hits of units (users) speak for a rate above `bar`, as a bet that pays fairly while it is not (an e-value). Trials
 * of a unit may be as alike as they like, and come mixed with those of others. Whoever looks after every trial sees it above
 * 1/α with a chance of at most α, as long as units come independently of each other and the mean unit's chance of a hit, at
 * each of its first eight trials, is at most the bar. Its logarithm; `Infinity` where the bar is 0 and something was hit.
 *
 * A unit's value is the share of hits among its first `span` trials, of which those that have not come yet count as none, so
 * that it can only grow. Of values between 0 and 1 with a mean of at most the bar, the product of 1 + λ (value − bar) is a
 * supermartingale (Waudby-Smith & Ramdas 2024, Journal of the Royal Statistical Society B 86, p. 1), unit by unit; and what is
 * seen at any moment is at most the product of the values that the same units come to in the end, which Ville's inequality
 * (1939) bounds. It is averaged over λ (each the best bet against one rate above the bar) and over the spans, since nobody
 * knows beforehand how long units stay: users of one turn are judged by the first span, users of many by the last.
 */
export const logBetAbove = ({ units, counts }: UnitHits, bar: number): number => {
  if (bar >= 1) return Number.NEGATIVE_INFINITY;
  const misses = counts.at(-1)?.[0] ?? 0;
  if (bar <= 0) return misses < units ? Number.POSITIVE_INFINITY : -units;
  const logs: number[] = [];
  for (let at = 0; at < rates; at++) {
    // Closer together near the bar, where a little more or less is much.
    const bet = ((at + 0.5) / rates) ** 2 / bar;
    for (const count of counts) {
      const span = count.length - 1;
      let log = 0;
      for (const [hits, many] of count.entries()) if (many > 0) log += many * Math.log1p(bet * (hits / span - bar));
      logs.push(log);
    }
  }
  const largest = Math.max(...logs);
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0) / logs.length);
};

/** The lower bound of the mean unit's rate that holds at all looks together with the chance 1 − alpha: `logBetAbove` turned round. */
export const anytimeLowerBound = (hits: UnitHits, alpha = 0.05): number => {
  const enough = -Math.log(alpha);
  let [low, high] = [0, Math.max(...hits.counts.map(meanOf))];
  if (!(high > 0)) return 0;
  for (let halving = 0; halving < halvings; halving++) {
    const bar = (low + high) / 2;
    if (logBetAbove(hits, bar) >= enough) low = bar;
    else high = bar;
  }
  return low;
};

/** Of the units' shares in one span. */
const meanOf = (count: readonly number[]): number => {
  const units = count.reduce((sum, many) => sum + many, 0);
  return units === 0 ? 0 : count.reduce((sum, many, hits) => sum + many * hits, 0) / (units * (count.length - 1));
};
