import stringWidth from "string-width";
import { countTests, inPlainWords, type ProgramTest } from "../compare.ts";
import type { RunReport } from "../run-report.ts";
import { countsInWords, differenceInWords, pInWords, plural, summaryInWords } from "./eval-words.ts";

const gap = "  ";

/**
 * The run's scores for a terminal, as lines: programs × metrics, then what the comparison says, then errors and gates.
 * Metrics that do not fit side by side into `columns` cells follow below one another. `show` makes text of the data fit to
 * be printed.
 */
export const evalTable = (
  report: RunReport,
  { columns, show = (text) => text }: { readonly columns: number; readonly show?: (text: string) => string },
): readonly string[] => {
  const { baseline, metrics } = report.comparison;
  const names = report.info.programs.map(({ name }) => ({
    name,
    label: show(name) + (name === baseline ? " (reference)" : ""),
  }));
  const first = ["program", ...names.map(({ label }) => label)];
  const others = metrics.map(({ metric, scores }) => [
    show(metric),
    ...names.map(({ name }) => {
      const summary = scores.find(({ program }) => program === name)?.summary;
      return summary === undefined ? "–" : summaryInWords(summary);
    }),
  ]);
  const tables = sideBySide(first, others, columns).flatMap((table, at) => [...(at > 0 ? [""] : []), ...rows(table)]);
  const sections = [
    report.notices.map((notice) => show(notice)),
    comparisonLines(report, show, columns),
    failedLines(report, show),
    errorLines(report, show),
    gateLines(report, show),
  ];
  return [...tables, ...sections.flatMap((lines) => (lines.length === 0 ? [] : ["", ...lines]))];
};

function comparisonLines(
  { comparison }: RunReport,
  show: (text: string) => string,
  columns: number,
): readonly string[] {
  const { baseline, metrics } = comparison;
  const tested = metrics
    .map(({ metric, tests }) => ({ metric, tests: tests.filter(({ n }) => n > 0) }))
    .filter(({ tests }) => tests.length > 0);
  if (baseline === undefined || tested.length === 0) return [];
  const wordsOf = (test: ProgramTest) => [
    show(test.program),
    differenceInWords(test),
    `p ${pInWords(test.corrected)}`,
    inPlainWords(test),
  ];
  const flat = tested.flatMap(({ metric, tests }) => tests.map((test) => [show(metric), ...wordsOf(test)]));
  const wide = aligned(flat);
  const heading = `against ${show(baseline)}, on the same cases; p corrected for ${plural(countTests(comparison), "comparison")}, intervals not`;
  if (wide.every((line) => stringWidth(line) <= columns)) return [heading, ...wide];
  // A metric's name on a line of its own leaves room for what is said of its programs, in fewer words.
  const brief = (test: ProgramTest) => wordsOf(test).map((cell) => cell.replace(/ (?:of a difference|to tell)$/, ""));
  const narrow = aligned(tested.flatMap(({ tests }) => tests.map((test) => ["", ...brief(test)])));
  const below = tested.flatMap(({ metric, tests }) => [show(metric), ...tests.map(() => undefined)]);
  let next = 0;
  return [heading, ...below.map((name) => name ?? narrow[next++] ?? "")];
}

/** Answers whose failed assertions are named; the rest are counted. */
const shownFailures = 10;

/** What a suite demanded and did not get. */
function failedLines({ turns }: RunReport, show: (text: string) => string): readonly string[] {
  const failed = turns.flatMap(({ case: { id }, answers }) =>
    answers.flatMap(({ program, scores }) =>
      scores.flatMap((score) =>
        score.metric === "assertions" && "scored" in score && score.scored.score < 1
          ? [`${show(program)}: ${show(id)}: ${show(score.scored.reason)}`]
          : [],
      ),
    ),
  );
  const rest = failed.length - shownFailures;
  return [...failed.slice(0, shownFailures), ...(rest > 0 ? [`and ${rest} more: --report html shows all`] : [])];
}

const errorLines = ({ programs }: RunReport, show: (text: string) => string): readonly string[] =>
  programs.flatMap(({ name, answers, errors, metricErrors }) => {
    const failed = Object.values(errors).reduce((all, n) => all + n, 0);
    const unscored = countsInWords(metricErrors);
    return [
      ...(failed > 0
        ? [`${show(name)}: ${failed} of ${plural(answers, "answer")} failed (${show(countsInWords(errors))})`]
        : []),
      ...(unscored === "" ? [] : [`${show(name)}: metrics failed to score (${show(unscored)})`]),
    ];
  });

const gateLines = ({ gates }: RunReport, show: (text: string) => string): readonly string[] =>
  gates.map(({ name, passed, message }) => `${passed ? "passed" : "FAILED"}  ${show(name)}: ${show(message)}`);

type Column = readonly string[];

/** As many columns in each table as fit, the first one repeated; at least one beside it. */
function sideBySide(first: Column, others: readonly Column[], columns: number): readonly (readonly Column[])[] {
  const tables: Column[][] = [];
  let room = 0;
  for (const column of others) {
    const width = stringWidth(gap) + widthOf(column);
    const current = tables.at(-1);
    if (current === undefined || width > room) {
      tables.push([first, column]);
      room = columns - widthOf(first) - width;
    } else {
      current.push(column);
      room -= width;
    }
  }
  return tables.length === 0 ? [[first]] : tables;
}

/** Lines of cells, each column as wide as its widest cell. */
const aligned = (lines: readonly (readonly string[])[]): readonly string[] =>
  rows((lines[0] ?? []).map((_, column) => lines.map((line) => line[column] ?? "")));

function rows(table: readonly Column[]): readonly string[] {
  const widths = table.map(widthOf);
  return (table[0] ?? []).map((_, row) =>
    table
      .map((column, at) => pad(column[row] ?? "", widths[at] ?? 0))
      .join(gap)
      .trimEnd(),
  );
}

const widthOf = (column: Column): number => Math.max(...column.map((cell) => stringWidth(cell)));

const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - stringWidth(text)));
