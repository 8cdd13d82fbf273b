import { loadGuardCases } from "../app/load-guard-cases.ts";
import { guardCasesPath } from "../app/paths.ts";
import type { Settings } from "../app/settings.ts";
import { InputError } from "../brain/core/errors.ts";
import { builtInTopics } from "../brain/core/policy.ts";
import { nearestName } from "../brain/text/nearest-name.ts";
import type { GuardCase, JudgedCase } from "../evals/guard-cases.ts";
import { htmlReport } from "../evals/reports/html.ts";
import { junitReport } from "../evals/reports/junit.ts";
import { type Bars, belowBars, type GuardScore, inWords, scoreGuards } from "../evals/score-guards.ts";
import { print } from "./print.ts";
import { tell } from "./tell.ts";
import { displayText } from "./terminal/display-text.ts";

/** A gate that did not pass. */
const notPassed = 100;

/** Misses and false alarms of a category that are printed in full. */
const shown = 10;

export type GuardTestSettings = Settings & {
  readonly cases?: readonly string[];
  readonly minRecall: number;
  readonly maxFpr: number;
  readonly report?: "junit" | "json" | "html";
};

/** Holds the persona's guards against labelled cases. Returns the exit code: 100 where a bar was not reached. */
export const guardTest = async (settings: GuardTestSettings): Promise<number> => {
  const { openGuards } = await import("../app/compose.ts");
  const paths = settings.cases ?? [guardCasesPath()];
  const cases = (await Promise.all(paths.map(loadGuardCases))).flat();
  const guards = await openGuards(settings);
  checkCategories(cases, Object.keys(guards.file.persona.policy));
  for (const notice of guards.notices) tell(notice);
  const judged: JudgedCase[] = [];
  try {
    for (const each of cases) {
      const findings = await (each.side === "input"
        ? guards.checkInput(each.text)
        : guards.checkOutput(each.text, each.previous));
      judged.push({ case: each, found: [...new Set(findings.map(({ category }) => category))] });
    }
  } finally {
    await guards.close();
  }
  const score = scoreGuards(judged);
  const bars: Bars = { minRecall: settings.minRecall, maxFalsePositives: settings.maxFpr };
  const below = belowBars(score, bars);
  await print(settings.report === undefined ? `${asTable(score)}\n` : reportOf(settings.report, score, judged, below));
  for (const line of below) tell(line);
  if (settings.report === undefined && below.length === 0) {
    await print(
      `\nall bars reached (recall ≥ ${100 * bars.minRecall} %, false positives ≤ ${100 * bars.maxFalsePositives} %)\n`,
    );
  }
  return below.length === 0 ? 0 : notPassed;
};

/** A category that nothing can find is a slip of the pen, not a miss. @throws {InputError} */
function checkCategories(cases: readonly GuardCase[], own: readonly string[]): void {
  const known = [...new Set([...builtInTopics, "crisis", "manipulation", "identity", "personal-data", ...own])];
  const wrong = cases.find(({ category }) => category !== undefined && !known.includes(category));
  if (wrong?.category === undefined) return;
  const near = nearestName(wrong.category, known);
  throw new InputError({
    what: `case ${wrong.id} names the category ${JSON.stringify(wrong.category)}, and there is none${near === undefined ? "" : `; did you mean ${near}?`}`,
    where: "--cases",
    expected: known.join(", "),
  });
}

function reportOf(
  kind: "junit" | "json" | "html",
  score: GuardScore,
  judged: readonly JudgedCase[],
  below: readonly string[],
): string {
  switch (kind) {
    case "junit":
      return junitReport(judged);
    case "html":
      return htmlReport(score, judged, below);
    case "json":
      return `${JSON.stringify({ ...score, below }, null, 2)}\n`;
  }
}

function asTable({ categories, recall, falsePositives, cases }: GuardScore): string {
  const header = ["side", "category", "recall (95 %)", "precision (95 %)", "false positives (95 %)"];
  const rows = categories.map((each) => [
    each.side,
    each.category,
    inWords(each.recall),
    inWords(each.precision),
    inWords(each.falsePositives),
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const wrong = categories.flatMap(({ side, category, missed, alarms }) => [
    ...listed(`${side} ${category}: missed`, missed),
    ...listed(`${side} ${category}: false alarm`, alarms),
  ]);
  return [
    line(header),
    ...rows.map(line),
    "",
    `${cases} ${cases === 1 ? "case" : "cases"}: recall ${inWords(recall)}, false positives on harmless cases ${inWords(falsePositives)}`,
    ...(wrong.length > 0 ? ["", ...wrong] : []),
  ].join("\n");
}

const listed = (title: string, cases: readonly { readonly id: string; readonly text: string }[]): string[] => [
  ...cases.slice(0, shown).map(({ id, text }) => `${title}: ${id} ${JSON.stringify(displayText(text).slice(0, 120))}`),
  ...(cases.length > shown ? [`${title}: and ${cases.length - shown} more`] : []),
];
