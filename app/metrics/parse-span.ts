import { InputError } from "../../brain/core/errors.ts";

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const oneDay = 86_400_000;
const form = "7d, 12h, 30m, 2w, a day such as 2026-07-31, or an ISO 8601 time with its offset";

export type Since = { readonly since?: number; readonly until?: number };

/**
 * The span that `--since` and `--until` mean, as instants (milliseconds since 1970), `until` not in it. Days are those of
 * UTC, as in the log, and a day given as the end belongs to the span.
 * @throws {InputError}
 */
export const parseSpan = (given: { readonly since?: string; readonly until?: string }, now: number): Since => {
  const since = given.since === undefined ? undefined : instant(given.since, "--since", now);
  const until = given.until === undefined ? undefined : instant(given.until, "--until", now, oneDay);
  if (since !== undefined && until !== undefined && since >= until)
    throw new InputError({
      what: "begins when it is over",
      where: "--since",
      expected: "a time before that of --until",
    });
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
};

const instant = (text: string, where: string, now: number, addToDay = 0): number => {
  const ago = /^(\d{1,6})([mhdw])$/.exec(text.trim());
  if (ago) return now - Number(ago[1]) * (units[ago[2] ?? ""] ?? 0);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text.trim());
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i.test(text.trim());
  const at = day || isTime ? Date.parse(text.trim()) : Number.NaN;
  if (Number.isNaN(at) || !isDay(text.trim().slice(0, 10)))
    throw new InputError({ what: `${JSON.stringify(text.slice(0, 40))} is no time`, where, expected: form });
  return day ? at + addToDay : at;
};

/** Date.parse takes the 30th of February for the 2nd of March. */
const isDay = (day: string): boolean => {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
};
