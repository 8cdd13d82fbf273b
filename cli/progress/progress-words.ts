import { dollars } from "../../brain/core/dollars.ts";
import type { ProgressState, Standing } from "./progress-state.ts";

/** "0.612 (0.55–0.67, n 58)": a mean is never told without its interval and its number of cases. */
export const scoreInWords = ({ summary }: Standing): string => {
  if (summary === undefined) return "no score yet";
  const { n, mean, low, high } = summary;
  return n === 0 ? "no score yet" : `${mean.toFixed(3)} (${low.toFixed(2)}–${high.toFixed(2)}, n ${n})`;
};

/** What was asked and spent so far, each fact for itself. */
export const spentInWords = ({ calls, cached, maxCalls, cost, maxCost, errors }: ProgressState): readonly string[] => [
  ...(calls === undefined ? [] : [`${counted(calls, maxCalls)} ${calls === 1 && !maxCalls ? "call" : "calls"}`]),
  ...(cached ? [`${cached} cached`] : []),
  ...(cost === undefined ? [] : [`${dollars(cost)}${maxCost === undefined ? "" : ` of ${dollars(maxCost)}`}`]),
  ...(errors ? [`${errors} ${errors === 1 ? "error" : "errors"}`] : []),
];

/** Milliseconds as people count them: "4 s", "2 min 05 s", "1 h 20 min". */
export const duration = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${two(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
};

const counted = (made: number, most: number | undefined) => (most === undefined ? `${made}` : `${made} of ${most}`);

const two = (value: number) => String(value).padStart(2, "0");
