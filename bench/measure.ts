/** The value below which `share` (0–1) of the values lie. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** One line of the report. `limit` is what the project holds itself to; rows without one are there to be read. */
export type Row = {
  readonly what: string;
  readonly value: string;
  readonly limit?: string;
  readonly kept?: boolean;
};

/** A figure against its limit. */
export const row = (what: string, value: number, limit: number | undefined, unit: string, digits = 2): Row => {
  const shown = `${value.toFixed(digits)}${unit}`;
  return limit === undefined
    ? { what, value: shown }
    : { what, value: shown, limit: `≤ ${limit}${unit}`, kept: value <= limit };
};
