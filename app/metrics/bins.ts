import type { MeasuredTurn } from "./turn-metric.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** As many marks as fit beside figures on 80 columns. */
const mostBins = 16;

/** Even pieces of a span, whole hours or days of UTC. */
export type Bins = {
  /** Where the first one begins: milliseconds since 1970. */
  readonly from: number;
  /** Milliseconds of each. */
  readonly width: number;
  readonly count: number;
};

/** By the hour for a span of less than two days, by the day for a longer one, by several of them where there were too many. */
export const binsOf = (first: number, last: number): Bins => {
  const unit = last - first < 2 * day ? hour : day;
  const from = Math.floor(first / unit) * unit;
  const units = Math.floor((last - from) / unit) + 1;
  const width = Math.ceil(units / mostBins) * unit;
  return { from, width, count: Math.ceil((units * unit) / width) };
};

/** The turns of each piece, in their order. */
export const inBins = (
  turns: readonly MeasuredTurn[],
  { from, width, count }: Bins,
): readonly (readonly MeasuredTurn[])[] => {
  const bins: MeasuredTurn[][] = Array.from({ length: count }, () => []);
  for (const turn of turns) bins[Math.floor((turn.at - from) / width)]?.push(turn);
  return bins;
};

/** `an hour`, `a day`, `3 days`: what one mark of a sparkline stands for. */
export const widthInWords = ({ width }: Bins): string => {
  const [unit, name] = width % day === 0 ? [day, "day"] : [hour, "hour"];
  return width === unit ? `${name === "hour" ? "an" : "a"} ${name}` : `${width / unit} ${name}s`;
};
