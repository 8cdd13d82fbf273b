const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A span of time for a reader: `less than a minute`, `5 min`, `3 h`, `3 h 20 min`, `2 days`, `5 weeks`. */
export const spanWords = (ms: number): string => {
  if (ms < minute) return "less than a minute";
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms >= 14 * day) return `${Math.floor(ms / (7 * day))} weeks`;
  if (ms >= 2 * day) return `${Math.floor(ms / day)} days`;
  const minutes = Math.floor((ms % hour) / minute);
  return `${Math.floor(ms / hour)} h${minutes === 0 ? "" : ` ${minutes} min`}`;
};

/** When something was, seen from `now` (milliseconds since 1970), in at most 11 columns: `just now`, `5 min ago`, `3 h ago`, a date. */
export const agoWords = (at: string, now: number): string => {
  const ms = now - Date.parse(at);
  if (Number.isNaN(ms) || ms < -minute || ms >= 4 * 7 * day) return at.slice(0, 10);
  if (ms < minute) return "just now";
  if (ms < hour) return `${Math.floor(ms / minute)} min ago`;
  return ms < 2 * day ? `${Math.floor(ms / hour)} h ago` : `${Math.floor(ms / day)} days ago`;
};

/** How far the persona's clock is from that of this machine, to stand behind a time; nothing where it goes right. */
export const shiftWords = (ms: number): string =>
  ms === 0
    ? ""
    : ` · ${spanWords(Math.abs(ms))} ${ms > 0 ? "ahead of" : "behind"} this machine · /now real sets it right`;
