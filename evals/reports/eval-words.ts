import type { Summary } from "../../brain/core/evaluation.ts";
import type { ProgramTest } from "../compare.ts";
import type { Counts } from "../program-activity.ts";

/** A score with three decimals: `0.412`. */
export const decimals = (value: number): string => value.toFixed(3);

/** `+0.031`, `−0.004`: with a sign, so that a difference is not read as a score. */
export const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;

/** `0.412 (0.331–0.498; n 120)`, or a dash where nothing was scored. */
export const summaryInWords = ({ n, mean, low, high }: Summary): string =>
  n === 0 ? "–" : `${decimals(mean)} (${decimals(low)}–${decimals(high)}; n ${n})`;

/** A p-value with as many decimals as mean something; never `0`. */
export const pInWords = (p: number): string => (p < 0.0005 ? "< 0.0005" : p.toFixed(p < 0.1 ? 4 : 2));

/** `+0.031 (−0.010 to +0.070; n 120)` */
export const differenceInWords = ({ difference, low, high, n }: ProgramTest): string =>
  `${signed(difference)} (${signed(low)} to ${signed(high)}; n ${n})`;

/** `timeout 3, server 1`; empty where there are none. */
export const countsInWords = (counts: Counts): string =>
  Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([name, n]) => `${name} ${n}`)
    .join(", ");

/** `1 answer`, `2 answers` */
export const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;

/** Whether a score fails a single answer: below `least` by more than rounding. */
export const isBelow = (score: number, least: number | undefined): least is number =>
  least !== undefined && score < least - 1e-9;
