import { InputError } from "../brain/core/errors.ts";

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const oneDay = 86_400_000;
/** Milliseconds since 1970: the years 0 to 9999, as four digits write them. */
const [earliest, latest] = [-62_167_219_200_000, 253_402_300_799_999];
const expected =
  "a day (2026-12-24, UTC), an instant (2026-12-24T23:40:00Z, with its offset), or how long ago: 90m, 36h, 7d, 2w";

/** Instants in milliseconds since 1970; `until` is not in the span. */
export type Since = { readonly since?: number; readonly until?: number };

/**
 * The span that `--since` and `--until` mean, for every command that has them. Days are those of UTC, as in the log; a day
 * given as the end belongs to the span, an instant does not.
 * @throws {InputError}
 */
export const parseSpan = (
  given: { readonly since?: string | undefined; readonly until?: string | undefined },
  now: number,
): Since => {
  const since = given.since === undefined ? undefined : instantOf(given.since, "--since", now);
  const until = given.until === undefined ? undefined : instantOf(given.until, "--until", now, oneDay);
  if (since !== undefined && until !== undefined && since >= until)
    throw new InputError({
      what: "begins when it is over",
      where: "--since",
      expected: "a time before that of --until",
    });
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
};

const instantOf = (given: string, option: string, now: number, addToDay = 0): number => {
  const text = given.trim();
  const [, amount, unit = ""] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const at = amount === undefined ? parsed(text) + (isDay ? addToDay : 0) : now - Number(amount) * (units[unit] ?? 0);
  // What is not a number is neither; the last day of all ends a millisecond early.
  if (at >= earliest && at <= latest + 1) return Math.min(at, latest);
  throw new InputError({ what: "is no time", where: `${option} ${JSON.stringify(given.slice(0, 40))}`, expected });
};

/** Times without an offset would mean another instant on another machine. */
const parsed = (text: string): number => {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/i.test(text)) return Number.NaN;
  // Date.parse takes the 30th of February for the 2nd of March.
  const day = text.slice(0, 10);
  const isDay = !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  return isDay ? Date.parse(text) : Number.NaN;
};
