import { describe, expect, it } from "vitest";
import { conversationMetrics } from "../../app/metrics/conversation-metrics.ts";
import { measure } from "../../app/metrics/measure.ts";
import { modelMetrics } from "../../app/metrics/model-metrics.ts";
import { stageMetrics } from "../../app/metrics/stage-metrics.ts";
import { metricsLines } from "../../cli/metrics-table.ts";
import { figureInWords, valueInWords } from "../../cli/metrics-words.ts";
import { localeIsUnicode, sparkline } from "../../cli/sparkline.ts";
import { columnsOf } from "../../cli/terminal/graphemes.ts";
import { day, measured, noon } from "../app/metrics/measured.ts";

const turns = Array.from({ length: 2000 }, (_, at) =>
  measured({
    session: `s${at % 600}`,
    at: noon + at * 0.005 * day,
    lm: "together:Qwen/Qwen3-Next-80B-A3B-Instruct",
    latency: 500 + ((at * 7919) % 12_000),
    ...(at % 9 === 0 && { rating: at % 2 === 0 ? "good" : "bad" }),
    ...(at % 50 === 0 && { error: "rate-limited", by: undefined }),
  }),
);
const lines = (look = {}) =>
  metricsLines(turns, measure(turns, [...conversationMetrics, ...modelMetrics, ...stageMetrics(turns)]), look);

describe("metricsLines", () => {
  it("fits 80 columns, sparklines included", () => {
    const shown = lines({ width: 80 });
    expect(Math.max(...shown.map(columnsOf))).toBeLessThanOrEqual(80);
    expect(shown[0]).toBe("2,000 turns, 2026-07-01 to 2026-07-11 (UTC); a mark is a day");
    expect(shown.find((line) => line.includes("latency"))).toMatch(/p50 \d.* p99 .*n 2,000 {2}[▁-█]{11}$/);
  });

  it("fits 50 columns without them", () => {
    const shown = lines({ width: 50 });
    expect(Math.max(...shown.map(columnsOf))).toBeLessThanOrEqual(50);
    expect(shown.join("")).toContain("latency");
  });

  it("is plain where the locale has no Unicode", () => {
    expect(lines({ width: 80, isUnicode: false }).join("")).toMatch(/^[\x20-\x7e]*$/);
  });

  it("moves no cursor by the name of a model", () => {
    const tricky = [measured({ lm: "together:a\u001b[2Jb" })];
    expect(metricsLines(tricky, measure(tricky, modelMetrics)).join("")).not.toContain("\u001b");
  });

  it("says which percentiles too few values were there for", () => {
    const few = turns.slice(0, 30);
    const shown = metricsLines(few, measure(few, modelMetrics), { width: 80 });
    expect(shown.join("\n")).toMatch(/p95 [\d.]+ s {2}p99 [\d.]+ s\*/);
    expect(shown.at(-1)).toContain("too few values");
  });
});

it.each([
  [0.9675, "share", "96.8 %"],
  [0.42, "ms", "0.4 ms"],
  [999.4, "ms", "999 ms"],
  [2140, "ms", "2.1 s"],
  [0.0123, "usd", "$0.012"],
  [12.3, "usd", "$12.30"],
  [1234567, "tokens", "1,234,567"],
] as const)("%d %s is told as %s", (value, unit, words) => {
  expect(valueInWords(value, unit)).toBe(words);
});

it("a share is told with its interval", () => {
  expect(figureInWords({ value: 0.5, n: 6, low: 0.1876, high: 0.8124 }, "share")).toBe("50.0 % (18.8–81.2)");
});

describe("sparkline", () => {
  it("is as high as a value is, from 0, with a gap where nothing is known", () => {
    expect(sparkline([0, 1, 2, undefined, 7])).toBe("▁▂▃ █");
    expect(sparkline([0, 7], { isUnicode: false })).toBe("_#");
    expect(sparkline([0, 0])).toBe("▁▁");
    expect(sparkline([])).toBe("");
  });

  it.each([
    [{ LC_ALL: "C", LANG: "en_GB.UTF-8" }, false],
    [{ LANG: "en_GB.UTF-8" }, true],
    [{ LC_CTYPE: "C.utf8" }, true],
    [{}, false],
  ])("looks at the locale as programs do: %o", (env, isUnicode) => {
    expect(localeIsUnicode(env, "linux")).toBe(isUnicode);
  });
});
