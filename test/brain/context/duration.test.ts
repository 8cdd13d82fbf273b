import fc from "fast-check";
import { expect, it } from "vitest";
import { inWords } from "../../../brain/context/duration.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

it.each([
  [0, "less than a minute"],
  [59_999, "less than a minute"],
  [minute, "1 minute"],
  [45 * minute, "45 minutes"],
  [80 * minute, "1 hour 20 minutes"],
  [5 * hour + 20 * minute, "5 hours"],
  [day + 3 * hour, "1 day 3 hours"],
  [13 * day, "1 week 6 days"],
  [21 * day, "3 weeks"],
  [400 * day, "1 year 1 month"],
])("%i ms is %s", (ms, words) => {
  expect(inWords(ms)).toBe(words);
});

it("names at most two units, neither of them zero, for any duration", () => {
  fc.assert(
    fc.property(fc.integer({ min: minute, max: 100 * 365 * day }), (ms) => {
      expect(inWords(ms)).toMatch(
        /^[1-9]\d* (year|month|week|day|hour|minute)s?( [1-9]\d* (month|week|day|hour|minute)s?)?$/,
      );
    }),
  );
});
