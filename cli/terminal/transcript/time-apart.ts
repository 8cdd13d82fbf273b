const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Milliseconds of silence that a reader should see. */
const longSilence = 3 * hour;

/** When something was said, for a person who reads it `now` (milliseconds since 1970): `yesterday, 18:40`, `Tuesday, 09:15`, `12 March 2025, 18:40`. */
export const timeSaid = (
  at: string,
  { now, timeZone }: { now?: number | undefined; timeZone?: string | undefined },
): string => {
  const said = new Date(at);
  const format = (options: Intl.DateTimeFormatOptions, date = said) =>
    new Intl.DateTimeFormat("en-GB", { ...(timeZone !== undefined && { timeZone }), ...options }).format(date);
  const time = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const full = { day: "numeric", month: "long", year: "numeric" } as const;
  if (now === undefined) return `${format(full)}, ${time}`;
  const today = new Date(now);
  // Days as the calendar of that place counts them, not of 24 hours.
  const midnight = (date: Date) =>
    Date.parse(`${format({ day: "2-digit", month: "short", year: "numeric" }, date)} UTC`);
  const days = Math.round((midnight(today) - midnight(said)) / day);
  if (days === 0) return `today, ${time}`;
  if (days === 1) return `yesterday, ${time}`;
  if (days > 1 && days < 7) return `${format({ weekday: "long" })}, ${time}`;
  const isThisYear = format({ year: "numeric" }) === format({ year: "numeric" }, today);
  return `${format(isThisYear ? { day: "numeric", month: "long" } : full)}, ${time}`;
};

/** `3 days later`, where between two instants (ISO 8601) lies a silence of more than 3 hours. */
export const silenceBetween = (before: string, after: string): string | undefined => {
  const ms = Date.parse(after) - Date.parse(before);
  if (!(ms >= longSilence)) return undefined; // as well where one of them is no time
  const [unit, name] = units.find(([each]) => ms >= each) ?? [hour, "hour"];
  const count = Math.floor(ms / unit);
  return `${count} ${name}${count === 1 ? "" : "s"} later`;
};

const units = [
  [365 * day, "year"],
  [30 * day, "month"],
  [7 * day, "week"],
  [day, "day"],
  [hour, "hour"],
] as const;
