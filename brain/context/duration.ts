const units = [
  { name: "year", ms: 365 * 86_400_000 },
  { name: "month", ms: 30 * 86_400_000 },
  { name: "week", ms: 7 * 86_400_000 },
  { name: "day", ms: 86_400_000 },
  { name: "hour", ms: 3_600_000 },
  { name: "minute", ms: 60_000 },
] as const;

/** A duration as a person would say it: at most two units, the second only where it still matters ("1 hour 20 minutes", "3 weeks"). Less than a minute, or a clock set back, is "less than a minute". */
export const inWords = (ms: number): string => {
  const first = units.findIndex((unit) => ms >= unit.ms);
  const unit = units[first];
  if (unit === undefined) return "less than a minute";
  const count = Math.floor(ms / unit.ms);
  const next = units[first + 1];
  const rest = next === undefined || count >= 3 ? 0 : Math.floor((ms - count * unit.ms) / next.ms);
  return next === undefined || rest === 0
    ? plural(count, unit.name)
    : `${plural(count, unit.name)} ${plural(rest, next.name)}`;
};

const plural = (count: number, name: string) => `${count} ${name}${count === 1 ? "" : "s"}`;
