import { InputError } from "../brain/core/errors.ts";
import type { Clock } from "../brain/core/ports.ts";

const oneMinute = 60_000;

/** The time of this machine. */
export const systemClock = (): Clock => ({
  now: () => Date.now(),
  elapsed: () => performance.now(),
  nextTurn: () => {},
});

/**
 * A clock for runs that repeat: the first turn is at `start`, each later one a minute after the one before.
 * @throws {InputError} unless `start` is an ISO 8601 time with its offset
 */
export const steppingClock = (start: string): Clock => {
  const at = parseMoment(start);
  let turns = 0;
  return {
    now: () => at + Math.max(0, turns - 1) * oneMinute,
    elapsed: () => performance.now(),
    nextTurn: () => {
      turns++;
    },
  };
};

export type ShiftableClock = Clock & {
  /** Milliseconds by which it differs from the clock below it. */
  readonly shift: number;
  shiftTo(ms: number): void;
};

/** A clock that shows another time than the one below it, and goes as fast. */
export const shiftableClock = (clock: Clock): ShiftableClock => {
  let shift = 0;
  return {
    now: () => clock.now() + shift,
    elapsed: clock.elapsed,
    nextTurn: clock.nextTurn,
    get shift() {
      return shift;
    },
    shiftTo: (ms) => {
      shift = ms;
    },
  };
};

/** Milliseconds since 1970 of an ISO 8601 time with its offset, as `--now` takes it. @throws {InputError} */
export const parseMoment = (start: string): number => {
  const at = Date.parse(start);
  if (
    !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i.test(start) ||
    !isDay(start) ||
    Number.isNaN(at)
  ) {
    throw new InputError({
      what: `${JSON.stringify(start.slice(0, 40))} is no time`,
      where: "--now",
      expected: "an ISO 8601 time with its offset, such as 2026-12-24T23:40:00+01:00",
    });
  }
  return at;
};

/** Date.parse takes the 30th of February for the 2nd of March. */
const isDay = (start: string): boolean =>
  new Date(`${start.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(start.slice(0, 10));
