import type { BaselineTest } from "../app/compile/compare-baselines.ts";
import type { MeasuredProgram } from "../app/compile/measure-program.ts";
import type { CompileOutcome } from "../app/compile/run-compile.ts";
import { dollars } from "../brain/core/dollars.ts";
import type { Candidate } from "../brain/core/program.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { duration } from "./progress/progress-words.ts";
import { asTable } from "./table.ts";
import { displayLine } from "./terminal/display-text.ts";

/** Level that a difference must reach to be called one. */
const alpha = 0.05;
/** Further candidates that are printed; the program keeps all of them. */
const shown = 6;

export type CompileReport = {
  readonly outcome: CompileOutcome;
  readonly metric: string;
  /** `dev`, or `loco`. */
  readonly split: string;
  readonly cases: number;
  /** Whether the optimizer chose by this very devset, so that its own score flatters. */
  readonly isChosenByScore: boolean;
  readonly seconds: number;
  /** Folder of all named programs. */
  readonly folder: string;
};

/** What came of a compile, for people. */
export const compileReport = (report: CompileReport): string => {
  const { outcome, metric, split, cases, isChosenByScore, seconds, folder } = report;
  const { measured, others, tests, spent } = outcome;
  const further = others.toSorted((a, b) => b.n - a.n || b.mean - a.mean).slice(0, shown);
  const lines = [
    `${outcome.name} by ${metric} on ${plural(cases, "case")} of ${split}:`,
    "",
    ...asTable(
      [
        ["score (95 %)", "n", "conversations", "errors", "program"],
        ...measured.map((each) => measuredRow(each, outcome.name)),
        ...further.map(candidateRow),
      ],
      { figures: [1, 2, 3] },
    ),
    ...(others.length > shown ? [`  and ${others.length - shown} more that were tried`] : []),
    "",
    ...tests.map(testInWords),
    ...verdict(tests),
    ...(isChosenByScore && measured.some(({ isBaseline, summary }) => !isBaseline && summary.n > 0)
      ? ["It was chosen by its score on these cases, which flatters it: `understudy eval` on the testset tells."]
      : []),
    "",
    `spent: ${[...spentInWords(spent), duration(1000 * seconds)].join(" · ")}`,
    `saved: ${outcome.name} (${outcome.id}) in ${folder}`,
    outcome.isPromoted
      ? "promoted: chat uses it from now on; `understudy programs rollback` goes back"
      : `next:  \`understudy programs promote ${outcome.name}\` has chat use it`,
  ];
  return `${lines.map((line) => displayLine(line).trimEnd()).join("\n")}\n`;
};

const spentInWords = ({
  calls,
  cachedCalls,
  promptTokens,
  completionTokens,
  cost,
}: CompileOutcome["spent"]): readonly string[] => {
  if (calls + cachedCalls === 0) return ["no model call"];
  const again = cachedCalls > 0 ? ` (${cachedCalls} more were given again and cost nothing)` : "";
  return [
    `${calls} ${calls === 1 ? "call" : "calls"}${again}`,
    `${promptTokens.toLocaleString("en")} + ${completionTokens.toLocaleString("en")} tokens`,
    cost === undefined ? "at an unknown price" : dollars(cost),
  ];
};

const measuredRow = ({ name, summary, isBaseline }: MeasuredProgram, saved: string): readonly string[] => [
  scoreOf(summary),
  String(summary.n),
  String(summary.clusters),
  String(summary.errors),
  `${name}${isBaseline ? " (baseline)" : ` ← ${saved}`}`,
];

const candidateRow = (each: Candidate): readonly string[] => [
  scoreOf(each),
  String(each.n),
  String(each.clusters),
  String(each.errors),
  `${each.name}${each.baseline ? " (baseline)" : ""}`,
];

const scoreOf = ({ n, mean, low, high }: Pick<Candidate, "n" | "mean" | "low" | "high">): string =>
  n === 0 ? "no score" : `${mean.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;

const testInWords = (test: BaselineTest): string => {
  const { baseline, difference, low, high, corrected, n } = test;
  if (n === 0) return `against ${baseline}: nothing to compare`;
  return `against ${baseline}: ${signed(difference)} (${signed(low)} to ${signed(high)}), ${judged(test)}, p ${corrected < 0.001 ? "< 0.001" : corrected.toFixed(3)}`;
};

const judged = ({ difference, corrected, clusters }: BaselineTest): string => {
  if (2 ** (1 - clusters) >= alpha) return "too few conversations to tell";
  if (corrected >= alpha) return "no evidence of a difference";
  return difference > 0 ? "better" : "worse";
};

/** Said plainly where a baseline does as well: it is simpler, and costs less. */
const verdict = (tests: readonly BaselineTest[]): readonly string[] => {
  const unbeaten = tests.filter((test) => test.n > 0 && judged(test) !== "better").map(({ baseline }) => baseline);
  return unbeaten.length === 0
    ? []
    : [`NOT shown to be better than ${unbeaten.join(" and ")}: think twice before promoting it.`];
};

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
