import { InputError } from "../../brain/core/errors.ts";

/**
 * The instant, ISO 8601, that a person means: one with an offset, a day (its beginning in UTC, as files are named by) or how
 * long ago it was: `90m`, `36h`, `7d`, `2w`. @throws {InputError}
 */
export const parseMoment = (text: string, option: string, now: number): string => {
  const [, amount, unit = ""] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const at = amount === undefined ? instantOf(text) : now - Number(amount) * (minutes[unit] ?? 0) * 60_000;
  // Before the year 0 there is nothing.
  if (Number.isNaN(at) || at < -62_167_219_200_000) {
    throw new InputError({
      what: "is no time",
      where: `${option} ${JSON.stringify(text)}`,
      expected: "a day (2026-12-24, UTC), an instant (2026-12-24T23:40:00Z), or how long ago: 90m, 36h, 7d, 2w",
    });
  }
  return new Date(at).toISOString();
};

const minutes: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440, w: 10_080 };

/** Times without an offset would mean another instant on another machine. */
const instantOf = (text: string): number => {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)) return Number.NaN;
  // The 30th of February would be the 2nd of March.
  const day = text.slice(0, 10);
  const isDay = !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  return isDay ? Date.parse(text) : Number.NaN;
};
