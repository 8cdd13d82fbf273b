import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSpan } from "../../app/parse-span.ts";

const now = Date.parse("2026-12-24T12:00:00Z");
const minute = 60_000;
const day = 1440 * minute;

describe("parseSpan", () => {
  it.each([
    ["7d", now - 7 * day],
    ["36h", now - 36 * 60 * minute],
    ["90m", now - 90 * minute],
    ["2w", now - 14 * day],
    ["2026-06-30", Date.parse("2026-06-30T00:00:00Z")],
    ["2026-06-30T23:40:00+01:00", Date.parse("2026-06-30T22:40:00Z")],
    ["2026-06-30T23:40Z", Date.parse("2026-06-30T23:40:00Z")],
    ["2026-06-30T23:40:00.5+0100", Date.parse("2026-06-30T22:40:00.500Z")],
  ])("takes %s", (since, expected) => {
    expect(parseSpan({ since }, now)).toEqual({ since: expected });
  });

  it("counts the day that ends a span to it, and an instant not", () => {
    expect(parseSpan({ until: "2026-06-30" }, now)).toEqual({ until: Date.parse("2026-07-01T00:00:00Z") });
    expect(parseSpan({ until: "2026-06-30T00:00Z" }, now)).toEqual({ until: Date.parse("2026-06-30T00:00:00Z") });
    expect(parseSpan({ until: "1d" }, now)).toEqual({ until: now - day });
  });

  it("takes one day alone", () => {
    const { since = 0, until = 0 } = parseSpan({ since: "2026-06-30", until: "2026-06-30" }, now);
    expect(until - since).toBe(day);
  });

  it.each([
    "yesterday",
    "7",
    "-1d",
    "999999w",
    "2026-02-30",
    "2026-13-01",
    "2026-07-01T12:00",
    "2026-07-01T25:00Z",
    "",
  ])("refuses %j", (since) => {
    expect(() => parseSpan({ since }, now)).toThrow(`--since ${JSON.stringify(since)}: is no time`);
  });

  it("refuses a span that is over before it begins", () => {
    expect(() => parseSpan({ since: "2026-07-02", until: "2026-07-01" }, now)).toThrow("--since");
  });

  it("takes every day that can be written, and gives instants of four-digit years", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(Date.UTC(1, 0, 1)), max: new Date(Date.UTC(9999, 11, 31)), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString().slice(0, 10);
          const { since = Number.NaN, until = Number.NaN } = parseSpan({ since: text, until: text }, now);
          expect(new Date(since).toISOString()).toBe(`${text}T00:00:00.000Z`);
          expect(new Date(until).toISOString()).toMatch(/^\d{4}-/);
          expect(until).toBeGreaterThan(since);
        },
      ),
    );
  });
});
