/** Milliseconds below which too little was seen to tell how long the rest takes. */
const leastSeen = 2000;

/** Tells how long work will still take, from how fast it went so far. */
export type TimeLeft = {
  /** At `now` (milliseconds) so much was done. */
  seen(now: number, done: number, total: number): void;
  /** Milliseconds, or `undefined` where that cannot be told. */
  left(now: number): number | undefined;
};

/** Counts anew where a phase starts from the beginning; what the cache answers at once makes the rest seem shorter, not longer. */
export const createTimeLeft = (): TimeLeft => {
  let from: { readonly at: number; readonly done: number } | undefined;
  let last = { done: 0, total: 0 };
  return {
    seen(now, done, total) {
      if (from === undefined || done < last.done) from = { at: now, done };
      last = { done, total };
    },
    left(now) {
      const { done, total } = last;
      if (from === undefined || done <= from.done || done >= total || now - from.at < leastSeen) return undefined;
      return ((now - from.at) / (done - from.done)) * (total - done);
    },
  };
};
