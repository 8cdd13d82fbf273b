import { chiSquaredTail } from "./distributions.ts";

export type ChiSquared = {
  readonly statistic: number;
  readonly degrees: number;
  readonly p: number;
  /** Counts that are expected where rows and columns have nothing to do with each other; of the table's shape. */
  readonly expected: readonly (readonly number[])[];
};

/**
 * Pearson's χ² test of independence of a table of counts, rows by columns (Pearson 1900, Philosophical Magazine 50, p. 157).
 * Without Yates' correction: it makes the test miss differences that are there (Haviland 1990, Statistics in Medicine 9,
 * p. 363), and where counts are small Fisher's exact test is what to use. Rows and columns without a count are left out;
 * `undefined` where fewer than two of either remain.
 */
export const chiSquaredTest = (table: readonly (readonly number[])[]): ChiSquared | undefined => {
  const rows = table.map(sum);
  const columns = (table[0] ?? []).map((_, column) => sum(table.map((row) => row[column] ?? 0)));
  const all = sum(rows);
  const [height, width] = [rows.filter(isSome).length, columns.filter(isSome).length];
  if (height < 2 || width < 2) return undefined;
  const degrees = (height - 1) * (width - 1);
  const expected = rows.map((row) => columns.map((column) => (row * column) / all));
  const statistic = sum(table.map((row, at) => distance(row, expected[at] ?? [])));
  return { statistic, degrees, p: chiSquaredTail(statistic, degrees), expected };
};

/** Pearson's χ² test of counts against the shares that they should have come in; `undefined` where fewer than two shares are above 0, or nothing was counted. */
export const goodnessOfFit = (
  counts: readonly number[],
  shares: readonly number[],
): Omit<ChiSquared, "expected"> | undefined => {
  const kept = shares.flatMap((share, at) => (share > 0 ? [{ share, count: counts[at] ?? 0 }] : []));
  const all = sum(kept.map(({ count }) => count));
  const whole = sum(kept.map(({ share }) => share));
  if (kept.length < 2 || all === 0) return undefined;
  const statistic = distance(
    kept.map(({ count }) => count),
    kept.map(({ share }) => (all * share) / whole),
  );
  const degrees = kept.length - 1;
  return { statistic, degrees, p: chiSquaredTail(statistic, degrees) };
};

const distance = (counts: readonly number[], expected: readonly number[]): number =>
  sum(
    counts.map((count, at) => {
      const should = expected[at] ?? 0;
      return should === 0 ? 0 : (count - should) ** 2 / should;
    }),
  );

const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
const isSome = (value: number): boolean => value > 0;
