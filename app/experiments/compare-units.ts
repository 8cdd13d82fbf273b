import { chiSquaredTest } from "../../evals/statistics/chi-squared.ts";
import { clusteredInterval } from "../../evals/statistics/clustered-interval.ts";
import { type AnytimeTest, confidenceSequence } from "../../evals/statistics/confidence-sequence.ts";
import { studentTwoSidedQuantile } from "../../evals/statistics/distributions.ts";
import { fisherExact, type TwoByTwo } from "../../evals/statistics/fisher.ts";
import { type Moments, moments } from "../../evals/statistics/moments.ts";
import { newcombeInterval } from "../../evals/statistics/newcombe.ts";
import { pairedT } from "../../evals/statistics/paired-t.ts";
import { welchTest } from "../../evals/statistics/welch.ts";
import { type Interval, wilsonInterval } from "../../evals/wilson.ts";

/** The usual bound for χ² (Cochran 1954, Biometrics 10, p. 417): with less expected in a cell Fisher's exact test is used. */
const leastExpected = 5;

/** Fewer units that saw both variants say nothing of their own. */
const fewestPairs = 5;

/** The mean over units, with its 95 % interval where there is one. */
export type UnitsSummary = Partial<Interval> & { readonly n: number; readonly mean: number };

export type FixedTest = {
  readonly name: "welch" | "chi-squared" | "fisher";
  readonly statistic?: number;
  readonly degrees?: number;
  /** Two-sided, for one look at an end that was set beforehand. */
  readonly p: number;
};

export type PairedTest = Interval & { readonly n: number; readonly difference: number; readonly p: number };

/** How a variant's units differ from the control's. */
export type UnitsComparison = {
  readonly control: Moments;
  readonly other: Moments;
  /** The variant's mean less the control's. */
  readonly difference: number;
  /** 95 %, for one look; missing where neither varies. */
  readonly interval?: Interval;
  readonly test?: FixedTest;
  /** Missing before each has 20 units. */
  readonly anytime?: AnytimeTest;
  /** Of units that saw both; they are left out of all else. */
  readonly paired?: PairedTest;
  readonly inBoth: number;
};

type Values = ReadonlyMap<string, number>;

/** What is known of one variant. @param isShare whether values lie between 0 and 1 */
export const summarizeUnits = (values: Values, isShare: boolean): UnitsSummary => {
  const all = [...values.values()];
  const { n, mean, variance } = moments(all);
  if (isShare && all.every(isWhole)) return { n, mean, ...(n > 0 && wilsonInterval(hitsOf(all), n)) };
  if (n < 2) return { n, mean };
  if (isShare)
    return { n, mean, ...clusteredInterval({ sums: Float64Array.from(all), sizes: new Float64Array(n).fill(1) }) };
  const half = studentTwoSidedQuantile(0.05, n - 1) * Math.sqrt(variance / n);
  return { n, mean, low: Math.max(0, mean - half), high: mean + half };
};

/**
 * Compares the units of a variant with the control's. Where each unit's value is 0 or 1, by the table of counts: χ², or
 * Fisher's exact test where less than 5 is expected in a cell; else by Welch's t.
 * @param alpha of the verdict at any time: 0.05 by the number of variants that are held against the control
 */
export const compareUnits = (
  controlValues: Values,
  otherValues: Values,
  { isShare, alpha }: { readonly isShare: boolean; readonly alpha: number },
): UnitsComparison => {
  const both = [...otherValues.keys()].filter((unit) => controlValues.has(unit));
  const alone = (values: Values, against: Values) =>
    [...values].filter(([unit]) => !against.has(unit)).map(([, value]) => value);
  const before = alone(controlValues, otherValues);
  const after = alone(otherValues, controlValues);
  const [control, other] = [moments(before), moments(after)];
  const isCounted = isShare && before.every(isWhole) && after.every(isWhole);
  const fixed =
    control.n === 0 || other.n === 0 ? {} : isCounted ? countsTest(before, after) : meansTest(control, other);
  const anytime = confidenceSequence(control, other, alpha);
  const paired = pairedOf(both.map((unit) => [controlValues.get(unit) ?? 0, otherValues.get(unit) ?? 0]));
  return {
    control,
    other,
    difference: other.mean - control.mean,
    ...fixed,
    ...(anytime && { anytime: isShare ? clipped(anytime) : anytime }),
    ...(paired && { paired }),
    inBoth: both.length,
  };
};

const countsTest = (
  before: readonly number[],
  after: readonly number[],
): { readonly interval: Interval; readonly test?: FixedTest } => {
  const [control, other] = [
    { hits: hitsOf(before), n: before.length },
    { hits: hitsOf(after), n: after.length },
  ];
  const table: TwoByTwo = [
    [control.hits, control.n - control.hits],
    [other.hits, other.n - other.hits],
  ];
  const interval = newcombeInterval(control, other);
  const pearson = chiSquaredTest(table);
  if (pearson === undefined) return { interval };
  const { statistic, degrees, p, expected } = pearson;
  const test: FixedTest = expected.flat().every((count) => count >= leastExpected)
    ? { name: "chi-squared", statistic, degrees, p }
    : { name: "fisher", p: fisherExact(table) };
  return { interval, test };
};

const meansTest = (control: Moments, other: Moments): { readonly interval?: Interval; readonly test?: FixedTest } => {
  const welch = welchTest(control, other);
  if (welch === undefined) return {};
  const { low, high, statistic, degrees, p } = welch;
  return { interval: { low, high }, test: { name: "welch", statistic, degrees, p } };
};

const pairedOf = (pairs: readonly (readonly [number, number])[]): PairedTest | undefined => {
  const test = pairs.length < fewestPairs ? undefined : pairedT(pairs);
  return test && { n: pairs.length, difference: test.difference, low: test.low, high: test.high, p: test.p };
};

const clipped = ({ low, high, p }: AnytimeTest): AnytimeTest => ({
  low: Math.max(-1, low),
  high: Math.min(1, high),
  p,
});
const isWhole = (value: number): boolean => value === 0 || value === 1;
const hitsOf = (values: readonly number[]): number => values.filter((value) => value === 1).length;
