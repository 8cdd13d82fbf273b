import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainProgress } from "../../../cli/progress/plain-progress.ts";
import { progressRows } from "../../../cli/progress/progress-rows.ts";
import type { ProgressState } from "../../../cli/progress/progress-state.ts";
import { duration } from "../../../cli/progress/progress-words.ts";
import { createTimeLeft } from "../../../cli/progress/time-left.ts";
import { columnsOf } from "../../../cli/terminal/graphemes.ts";

const summary = { n: 12, clusters: 6, mean: 0.5, low: 0.4, high: 0.6, errors: 0, skipped: 0 };
const state = (change: Partial<ProgressState> = {}): ProgressState => ({
  title: "compile knn as one",
  phase: "measuring",
  done: 0,
  total: 0,
  ...change,
});

describe("the rows of progress", () => {
  it("fit any window, whatever names hold", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 120 }),
        fc.integer({ min: 20, max: 200 }),
        fc.nat(2000),
        fc.nat(1000),
        (name, columns, done, total) => {
          const rows = progressRows(
            state({ title: name, phase: name, done, total, running: { name, summary }, best: { name }, calls: done }),
            { columns, elapsed: done * 1000, left: total },
          );
          expect(rows.length).toBeLessThanOrEqual(8);
          for (const { text } of rows) expect(columnsOf(text)).toBeLessThan(columns);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("let no name move the cursor", () => {
    const rows = progressRows(state({ running: { name: "\x1b[2Jwiped\nout" } }), { columns: 80, elapsed: 0 });
    expect(rows.map(({ text }) => text)).toContain("now   no score yet  wiped out");
  });

  it("show no bar until it is known how much there is to do, and no score before there is one", () => {
    const none = { ...summary, n: 0, mean: Number.NaN };
    expect(progressRows(state({ running: { name: "a", summary: none } }), { columns: 80, elapsed: 0 })).toEqual([
      { kind: "title", text: "compile knn as one" },
      { kind: "bar", text: "measuring" },
      { kind: "score", text: "now   no score yet  a" },
      { kind: "facts", text: "0 s" },
    ]);
  });
});

describe("progress in plain lines", () => {
  it("tells each phase once, and within one nothing more for five seconds", () => {
    let now = 0;
    const lines: string[] = [];
    const progress = plainProgress({ first: state(), write: (line) => lines.push(line), now: () => now });
    for (; now < 6000; now += 100) progress.update({ phase: "embedding", done: now / 100, total: 60 });
    progress.update({ phase: "measuring", done: 0, total: 74, calls: 1, errors: 1 });
    expect(lines).toEqual([
      "compile knn as one: embedding 0 of 60 · 0 s",
      "compile knn as one: embedding 50 of 60 · 5 s · 1 s left",
      "compile knn as one: measuring 0 of 74 · 1 call · 1 error · 6 s",
    ]);
  });

  it("tells the end, and nothing after it", async () => {
    const lines: string[] = [];
    const progress = plainProgress({ first: state(), write: (line) => lines.push(line), now: () => 0 });
    await progress.end();
    expect(lines).toEqual([]);
    const other = plainProgress({ first: state(), write: (line) => lines.push(line), now: () => 0 });
    other.update({ phase: "measuring", done: 1, total: 2 });
    other.update({ done: 2 });
    await other.end();
    await other.end();
    other.update({ phase: "late" });
    expect(lines).toEqual(["compile knn as one: measuring 1 of 2 · 0 s", "compile knn as one: measuring 2 of 2 · 0 s"]);
  });
});

describe("the time that is left", () => {
  it("is told from the pace so far, and not before two seconds have shown one", () => {
    const time = createTimeLeft();
    time.seen(0, 0, 100);
    time.seen(1000, 10, 100);
    expect(time.left(1000)).toBeUndefined();
    time.seen(2000, 20, 100);
    expect(time.left(2000)).toBe(8000);
  });

  it("is counted anew where a phase begins anew, and is nothing at the end", () => {
    const time = createTimeLeft();
    time.seen(0, 0, 10);
    time.seen(5000, 10, 10);
    expect(time.left(5000)).toBeUndefined();
    time.seen(6000, 0, 10);
    time.seen(10_000, 5, 10);
    expect(time.left(10_000)).toBe(4000);
  });
});

it("tells times as people do", () => {
  expect([0, 61_000, 3_900_000].map(duration)).toEqual(["0 s", "1 min 01 s", "1 h 05 min"]);
});
