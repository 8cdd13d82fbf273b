import stringWidth from "string-width";
import { countTests, inPlainWords } from "../compare.ts";
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
    comparisonLines(report, show),
    failedLines(report, show),
    errorLines(report, show),
    gateLines(report, show),
  ];
  return [...tables, ...sections.flatMap((lines) => (lines.length === 0 ? [] : ["", ...lines]))];
};

function comparisonLines({ comparison }: RunReport, show: (text: string) => string): readonly string[] {
  const { baseline, metrics } = comparison;
  const cells = metrics.flatMap(({ metric, tests }) =>
    tests
      .filter(({ n }) => n > 0)
      .map((test) => [
        show(metric),
        show(test.program),
        differenceInWords(test),
        `p ${pInWords(test.corrected)}`,
        inPlainWords(test),
      ]),
  );
  const [first] = cells;
  if (baseline === undefined || first === undefined) return [];
  const many = plural(countTests(comparison), "comparison");
  return [
    `against ${show(baseline)}, on the same cases; p corrected for ${many}, intervals not`,
    ...rows(first.map((_, column) => cells.map((row) => row[column] ?? ""))),
  ];
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
