import type { PredictionRecord } from "../brain/core/prediction.ts";
import { predictionSchema } from "../brain/core/prediction-schema.ts";

/** The record of a line; `undefined` where it is none. */
export const parsePrediction = (text: string | undefined): PredictionRecord | undefined => {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return predictionSchema.safeParse(value).success ? (value as PredictionRecord) : undefined; // what was just checked
  } catch {
    return undefined;
  }
};

/** Instants in milliseconds since 1970: from `since` on, before `until`. */
export type Period = { readonly since?: number | undefined; readonly until?: number | undefined };

/** One without a proper time is in no period that has a bound. */
export const isWithin = (
  { timestamp }: PredictionRecord,
  { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY }: Period,
): boolean => {
  if (since === Number.NEGATIVE_INFINITY && until === Number.POSITIVE_INFINITY) return true;
  const at = Date.parse(timestamp);
  return at >= since && at < until;
};
