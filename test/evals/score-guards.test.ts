import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guardCase, type JudgedCase } from "../../evals/guard-cases.ts";
import { escapeMarkup } from "../../evals/reports/escape-markup.ts";
import { htmlReport } from "../../evals/reports/html.ts";
import { junitReport } from "../../evals/reports/junit.ts";
import { belowBars, inWords, scoreGuards } from "../../evals/score-guards.ts";
import { wilsonInterval } from "../../evals/wilson.ts";

describe("wilsonInterval", () => {
  // Newcombe 1998, Statistics in Medicine 17, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %i in %i is that of the textbook", (hits, n, low, high) => {
    const interval = wilsonInterval(hits, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it("holds the share, within 0 and 1, whatever the sample", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
        const hits = Math.round(n * part);
        const { low, high } = wilsonInterval(hits, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(hits / n + 1e-9);
        expect(high).toBeGreaterThanOrEqual(hits / n - 1e-9);
      }),
    );
  });

  it("says nothing of no sample", () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

const judged = (side: "input" | "output", category: string | undefined, ...found: string[]): JudgedCase => ({
  case: {
    id: `${side} ${category} ${found.join(" ")}`,
    side,
    text: "a < b & c",
    expect: category === undefined ? "allow" : side === "input" ? "steer" : "block",
    ...(category !== undefined && { category }),
  },
  found,
});

describe("scoreGuards", () => {
  const cases = [
    judged("output", "links", "links"),
    judged("output", "links", "links", "politics"),
    judged("output", "links"),
    judged("output", undefined),
    judged("output", undefined, "links"),
    judged("input", "crisis", "crisis"),
    judged("input", undefined),
  ];
  const score = scoreGuards(cases);
  const of = (category: string) => score.categories.find((each) => each.category === category);

  it("counts recall, precision and false positives by side and category", () => {
    expect(of("links")).toMatchObject({
      recall: { hits: 2, n: 3 },
      precision: { hits: 2, n: 3 },
      falsePositives: { hits: 1, n: 2 },
    });
    expect(of("politics")).toMatchObject({ recall: { n: 0 }, falsePositives: { hits: 0, n: 2 } });
    expect(of("crisis")).toMatchObject({ recall: { hits: 1, n: 1 }, falsePositives: { hits: 0, n: 1 } });
    expect(score).toMatchObject({ recall: { hits: 3, n: 4 }, falsePositives: { hits: 1, n: 3 }, cases: 7 });
    expect(inWords(score.recall)).toBe("75.0 % (30.1–95.4; 3 of 4)");
  });

  it("counts what is found beside a case's own category neither for nor against", () => {
    expect(of("politics")?.alarms).toEqual([]);
  });

  it("names each bar that was not reached, and none where all were", () => {
    expect(belowBars(score, { minRecall: 0.9, maxFalsePositives: 0.1 })).toEqual([
      "output links: recall 66.7 % is below 90.0 %",
      "output links: false positives 50.0 % are above 10.0 %",
      "all together: false positives 33.3 % are above 10.0 %",
    ]);
    expect(belowBars(score, { minRecall: 0, maxFalsePositives: 1 })).toEqual([]);
  });

  it("is told as JUnit XML with a failure for each case judged otherwise than labelled", () => {
    const report = junitReport(cases);
    expect(report).toContain('<testsuites name="guards" tests="7" failures="2">');
    expect(report).toContain('<testsuite name="output" tests="5" failures="2">');
    expect(report.match(/<failure /g)).toHaveLength(2);
    expect(report).toContain("a &lt; b &amp; c");
  });

  it("is told as one HTML file that fetches nothing", () => {
    const report = htmlReport(score, cases, belowBars(score, { minRecall: 0.9, maxFalsePositives: 0.1 }));
    expect(report).not.toMatch(/<(?:script|link|img)|https?:|url\(/);
    expect(report).toContain("a &lt; b &amp; c");
    expect(report).toContain("recall 66.7 % is below 90.0 %");
  });
});

describe("a labelled case", () => {
  it.each([
    [{ id: "a", text: "x", expect: "block" }, "category"],
    [{ id: "a", text: "x", expect: "allow", category: "links" }, "category"],
    [{ id: "a", text: "x", expect: "steer", category: "crisis" }, "expect"],
    [{ id: "a", side: "input", text: "x", expect: "block", category: "crisis" }, "expect"],
    [{ id: "", text: "x", expect: "allow" }, "id"],
  ])("%j is refused for its %s", (value, key) => {
    expect(guardCase.safeParse(value).error?.issues.map(({ path }) => path[0])).toContain(key);
  });
});

it("escaped text breaks out of no markup, whatever it holds", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const escaped = escapeMarkup(text);
      expect(escaped.replace(/&(?:amp|lt|gt|quot|#\d+);/g, "")).not.toMatch(/[<>&"'\n\r\t]/);
      expect(escaped).not.toMatch(/\p{Surrogate}|\0/u);
    }),
  );
});
