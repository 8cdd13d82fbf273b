import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { evalCsv } from "../../../evals/reports/eval-csv.ts";
import { evalJson } from "../../../evals/reports/eval-json.ts";
import { evalJunit } from "../../../evals/reports/eval-junit.ts";
import { evalTable } from "../../../evals/reports/eval-table.ts";
import { makeReport, plainWords } from "./make-report.ts";

const all = (pieces: Iterable<string>) => [...pieces].join("");

/** RFC 4180, as a spreadsheet reads it. */
const parseCsv = (text: string): readonly (readonly string[])[] => {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) throw new Error("not CSV");
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === "\r\n") rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
};

describe("evalCsv", () => {
  it("has a row for each turn, program and metric, and one for an answer in error", async () => {
    const [head, ...rows] = parseCsv(all(evalCsv(await makeReport())));
    const column = (name: string) => rows.map((row) => row[head?.indexOf(name) ?? -1]);
    expect(column("program")).toEqual(["knn baseline", "knn", "knn baseline", "knn", "knn baseline", "knn"]);
    expect(column("score")).toEqual(["0.25", "0.75", "0.25", "0.75", "0.25", ""]);
    expect(column("error")).toEqual(["", "", "", "", "", "timeout"]);
    expect(column("message")[0]).toBe("how was your walk?");
  });

  it("reads back whole, and no cell is a formula", async () => {
    const words = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom('=HYPERLINK("x")', "+1", "-1", "@x", 'a "b", c', "a\nb", "a\r\nb", "\ttab"),
    );
    await fc.assert(
      fc.asyncProperty(words, words, async (message, reply) => {
        const [head, ...rows] = parseCsv(all(evalCsv(await makeReport({ ...plainWords, message, reply }))));
        expect(rows).toHaveLength(6);
        expect(rows.every((row) => row.length === head?.length)).toBe(true);
        expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
        const cell = (name: string) => rows[1]?.[head?.indexOf(name) ?? -1];
        expect([message, `'${message}`]).toContain(cell("message"));
        expect([reply, `'${reply}`]).toContain(cell("reply"));
      }),
      { numRuns: 40 },
    );
  });
});

describe("evalJunit", () => {
  it("has a test case for each answer and each gate; a low score fails, a fault is an error", async () => {
    const xml = all(evalJunit(await makeReport()));
    expect(xml).toContain('<testsuite name="knn baseline" tests="3" failures="3" errors="0">');
    expect(xml).toContain('<testsuite name="knn" tests="3" failures="0" errors="1">');
    expect(xml).toContain('<testsuite name="gates" tests="3" failures="1" errors="0">');
    expect(xml).toContain("end number 0.250 is below 0.5: what it ends on");
    expect(xml).toContain('<error message="timeout: ');
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="[^"]+" tests="9" failures="4" errors="1">/,
    );
  });

  it("is well-formed whatever people wrote", async () => {
    const words = fc.string({ unit: "binary" });
    await fc.assert(
      fc.asyncProperty(words, words, async (program, other) => {
        const xml = all(evalJunit(await makeReport({ ...plainWords, program, other })));
        const rest = xml.replace(
          /<\?xml [^>]*\?>|<\/?(?:testsuites|testsuite|testcase|failure|error)(?: [a-z]+="[^"<>]*")*\/?>/g,
          "",
        );
        expect(rest.trim()).toBe("");
      }),
      { numRuns: 40 },
    );
  });
});

describe("evalJson", () => {
  it("is the report, with the version of its shape", async () => {
    const report = await makeReport();
    const text = all(evalJson(report));
    expect(JSON.parse(text)).toEqual(report);
    expect(text).toMatch(/^\{\n {2}"format": 1,/);
    expect(JSON.parse(all(evalJson({ ...report, turns: [], demos: {} })))).toMatchObject({ turns: [], demos: {} });
  });
});

describe("evalTable", () => {
  it("tells mean, interval and n of each program, then tests, errors and gates", async () => {
    const lines = evalTable(await makeReport(), { columns: 80 });
    expect(lines[0]).toMatch(/^program +end number$/);
    expect(lines[1]).toMatch(/^knn baseline \(reference\) {2}0\.250 \(0\.\d{3}–0\.\d{3}; n 3\)$/);
    const at = lines.indexOf("against knn baseline, on the same cases; p corrected for 1 comparison, intervals not");
    expect(lines[at + 1]).toBe("end number");
    expect(lines[at + 2]).toMatch(
      /^ {2}knn {2}\+0\.500 \([−+]\d\.\d{3} to \+\d\.\d{3}; n 2\) {2}p 0\.50 {2}too few conversations$/,
    );
    expect(evalTable(await makeReport(), { columns: 120 })[at + 1]).toMatch(/^end number {2}knn {2}\+0\.500 .* tell$/);
    expect(lines).toContain("knn: 1 of 3 answers failed (timeout 1)");
    expect(lines.some((line) => line.startsWith("FAILED  knn baseline: end number at least 0.5: 0.250"))).toBe(true);
  });

  it("says what each program is against the reference within 80 columns, names padded to one another", async () => {
    const report = await makeReport();
    const [metric] = report.comparison.metrics;
    const [test] = metric?.tests ?? [];
    if (metric === undefined || test === undefined) throw new Error("the report of this test has a comparison");
    const tests = ["@zero-shot", "@random", "ours"].map((program) => ({ ...test, program, clusters: 60, n: 1234 }));
    const metrics = ["demo-relevance", "guard-pass"].map((name) => ({ ...metric, metric: name, tests }));
    const comparison = { ...report.comparison, metrics };
    const lines = evalTable({ ...report, comparison }, { columns: 80 });
    const from = lines.findIndex((line) => line.startsWith("against"));
    const said = lines.slice(from + 1, from + 9);
    expect(said.map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      ...["demo-relevance", "@zero-shot", "@random", "ours"],
      ...["guard-pass", "@zero-shot", "@random", "ours"],
    ]);
    expect(new Set(said.filter((line) => line.startsWith(" ")).map((line) => line.indexOf("+0.500"))).size).toBe(1);
    for (const line of said) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  it("tells what must be known before the figures are believed", async () => {
    const lines = evalTable({ ...(await makeReport()), notices: ["knn was chosen on these cases"] }, { columns: 80 });
    expect(lines).toContain("knn was chosen on these cases");
  });

  it("keeps its columns straight under wide characters", async () => {
    const [head, first, second] = evalTable(await makeReport({ ...plainWords, program: "散歩" }), { columns: 80 });
    const start = stringWidth(head?.slice(0, head.indexOf("end number")) ?? "");
    for (const line of [first, second]) expect(stringWidth(line?.slice(0, line.indexOf("0.")) ?? "")).toBe(start);
  });

  it("puts metrics below one another where they do not fit beside each other", async () => {
    const report = await makeReport();
    const [metric] = report.comparison.metrics;
    if (metric === undefined) throw new Error("the report of this test has a metric");
    const names = ["first", "second", "third"];
    const wide = {
      ...report,
      comparison: { ...report.comparison, metrics: names.map((name) => ({ ...metric, metric: name, tests: [] })) },
    };
    const heads = (columns: number) =>
      evalTable(wide, { columns })
        .filter((line) => line.startsWith("program"))
        .map((line) => line.split(/ +/).slice(1));
    expect(heads(200)).toEqual([names]);
    expect(heads(80)).toEqual([["first", "second"], ["third"]]);
    expect(heads(20)).toEqual([["first"], ["second"], ["third"]]);
    for (const line of evalTable(wide, { columns: 80 }).slice(0, 6)) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  it("has data shown by whoever prints it", async () => {
    const lines = evalTable(await makeReport({ ...plainWords, program: "\u001b[2J" }), {
      columns: 80,
      show: (text) => text.replaceAll("\u001b", "␛"),
    });
    expect(lines.join("\n")).not.toContain("\u001b");
  });
});
