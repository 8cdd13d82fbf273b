import { describe, expect, it } from "vitest";
import { parseSpan } from "../../../app/metrics/parse-span.ts";
import { day, minute, noon } from "./measured.ts";

describe("parseSpan", () => {
  it.each([
    ["7d", noon - 7 * day],
    ["12h", noon - 720 * minute],
    ["30m", noon - 30 * minute],
    ["2w", noon - 14 * day],
    ["2026-06-30", Date.parse("2026-06-30T00:00:00Z")],
    ["2026-06-30T23:40:00+01:00", Date.parse("2026-06-30T22:40:00Z")],
  ])("takes %s", (since, expected) => {
    expect(parseSpan({ since }, noon)).toEqual({ since: expected });
  });

  it("counts the day that ends a span to it", () => {
    expect(parseSpan({ until: "2026-06-30" }, noon)).toEqual({ until: Date.parse("2026-07-01T00:00:00Z") });
  });

  it.each(["yesterday", "7", "2026-02-30", "2026-13-01", "2026-07-01T12:00", ""])("refuses %j", (since) => {
    expect(() => parseSpan({ since }, noon)).toThrow(/--since: .* is no time/s);
  });

  it("refuses a span that is over before it begins", () => {
    expect(() => parseSpan({ since: "2026-07-02", until: "2026-07-01" }, noon)).toThrow("--since");
  });
});
