import { describe, expect, it } from "vitest";
import { agoWords, spanWords } from "../../../../cli/terminal/commands/spans.ts";

const minute = 60_000;

describe("spans of time", () => {
  it.each([
    [30_000, "less than a minute"],
    [5 * minute, "5 min"],
    [80 * minute, "1 h 20 min"],
    [120 * minute, "2 h"],
    [3 * 24 * 60 * minute, "3 days"],
    [21 * 24 * 60 * minute, "3 weeks"],
  ])("%i ms are %s", (ms, words) => {
    expect(spanWords(ms)).toBe(words);
  });

  it.each([
    ["2026-12-24T23:39:30Z", "just now"],
    ["2026-12-24T23:00:00Z", "40 min ago"],
    ["2026-12-24T03:00:00Z", "20 h ago"],
    ["2026-12-20T23:00:00Z", "4 days ago"],
    ["2026-01-20T23:00:00Z", "2026-01-20"],
    ["2027-01-20T23:00:00Z", "2027-01-20"],
  ])("%s was %s", (at, words) => {
    expect(agoWords(at, Date.parse("2026-12-24T23:40:00Z"))).toBe(words);
  });
});
