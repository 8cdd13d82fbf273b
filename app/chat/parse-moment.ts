import { InputError } from "../../brain/core/errors.ts";

const units: Readonly<Record<string, number>> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };
/** The first and the last instant of years with four digits, in milliseconds since 1970. */
const bounds = [Date.UTC(1000, 0, 1), Date.UTC(9999, 11, 31)] as const;

/**
 * The instant, in milliseconds since 1970, that a person means: `+2h30m` or `-1d` from `now` on, `23:40` for the next time
 * that it is so in `timeZone`, or an ISO 8601 time, there where it names no offset.
 * @throws {InputError}
 */
export const parseMoment = (text: string, { now, timeZone }: { now: number; timeZone: string }): number => {
  const written = text.trim();
  const moment = after(written, now) ?? atTime(written, now, timeZone) ?? atInstant(written, timeZone);
  if (moment !== undefined && moment >= bounds[0] && moment <= bounds[1]) return moment;
  throw new InputError({
    what: `${JSON.stringify(written.slice(0, 40))} is no time`,
    expected: "+2h30m, -1d, 23:40, 2026-12-24T23:40, the same with an offset (+01:00), or real",
  });
};

const after = (text: string, now: number): number | undefined => {
  if (!/^[+-](\s*\d+(\.\d+)?\s*[wdhms])+$/i.test(text)) return undefined;
  const parts = [...text.matchAll(/([\d.]+)\s*([wdhms])/gi)];
  const ms = parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (units[unit.toLowerCase()] ?? 0), 0);
  return now + (text.startsWith("-") ? -ms : ms);
};

const atTime = (text: string, now: number, timeZone: string): number | undefined => {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour === undefined || minute === undefined) return undefined;
  // As clocks on the wall show it, counted as if that were UTC.
  const wall = now + offsetAt(now, timeZone);
  const midnight = wall - (wall % 86_400_000) + (wall % 86_400_000 < 0 ? -86_400_000 : 0);
  const today = midnight + Number(hour) * 3_600_000 + Number(minute) * 60_000;
  return instantOf(today < wall - (wall % 60_000) ? today + 86_400_000 : today, timeZone);
};

const atInstant = (text: string, timeZone: string): number | undefined => {
  const [, day, time, offset] =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(text) ?? [];
  if (day === undefined) return undefined;
  const wall = Date.parse(`${day}T${time}Z`);
  // Date.parse takes the 30th of February for the 2nd of March.
  if (Number.isNaN(wall) || !new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)) return undefined;
  if (offset === undefined) return instantOf(wall, timeZone);
  const at = Date.parse(`${day}T${time}${offset}`);
  return Number.isNaN(at) ? undefined : at;
};

/** The instant at which clocks on the wall show `wall`. Twice, since the offset itself depends on it. */
const instantOf = (wall: number, timeZone: string): number =>
  wall - offsetAt(wall - offsetAt(wall, timeZone), timeZone);

/** Milliseconds by which clocks on the wall are ahead of UTC. */
const offsetAt = (at: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  }).formatToParts(at);
  const { year, month, day, hour, minute, second } = Object.fromEntries(
    parts.map(({ type, value }) => [type, Number(value)]),
  );
  const wall = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  return wall - (at - (at % 1000));
};
