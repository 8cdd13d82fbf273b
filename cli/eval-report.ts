import { join } from "node:path";
import { costInDollars } from "../app/evaluation/eval-metrics.ts";
import type { OpenedEvaluation, PrepareEvaluation } from "../app/evaluation/open-evaluation.ts";
import { prepareFolder, writeReport } from "../app/evaluation/write-report.ts";
import { InputError } from "../brain/core/errors.ts";
import type { Metric } from "../brain/core/evaluation.ts";
import type { RunInfo, RunLine } from "../brain/core/ports.ts";
import { gatesOf } from "../evals/gates.ts";
import { metricDescriptions } from "../evals/metrics/describe.ts";
import { evalTable } from "../evals/reports/eval-table.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { type RunReport, runReport } from "../evals/run-report.ts";
import { scoreRun } from "../evals/score-run.ts";
import { type JudgeSettings, type JudgeWork, judgeLines, prepareJudge } from "./eval-judge.ts";
import { print } from "./print.ts";
import { tell } from "./tell.ts";
import { displayText } from "./terminal/display-text.ts";

/** A gate that did not pass. */
const notPassed = 100;
/** Level of the tests against the baseline, after correction. */
const alpha = 0.05;

export const reportKinds = ["html", "junit", "json", "csv"] as const;
export type ReportKind = (typeof reportKinds)[number];

const fileNames: Readonly<Record<ReportKind, string>> = {
  html: "report.html",
  junit: "report.xml",
  json: "report.json",
  csv: "report.csv",
};

/** What is demanded of scores, and where they are told. */
export type ReportSettings = {
  readonly report?: readonly ReportKind[];
  /** Folder for the reports. */
  readonly out?: string;
  /** Least means: of the first metric (`0.6`), or of a named one (`relevance=0.4`). */
  readonly min?: readonly string[];
  readonly baseline?: string;
  /** US dollars a million tokens. */
  readonly price?: { readonly prompt: number; readonly completion: number };
} & JudgeSettings;

export type ReportMeans = Pick<
  OpenedEvaluation<ReportWork>,
  "prepared" | "store" | "metrics" | "subjects" | "info" | "touches" | "remarks"
> & {
  readonly home: string;
  readonly concurrency: number;
};

/** What is demanded of the scores and asked of the judge, found out before anything is answered. */
export type ReportWork = JudgeWork & { readonly demands: ReadonlyMap<string, number> };

/** @throws {InputError} a demand that cannot be checked, a judge that there is not */
export const prepareReport = async (
  settings: ReportSettings,
  { runner, metrics, programs }: Parameters<PrepareEvaluation<ReportWork>>[0],
): Promise<ReportWork> => {
  const { baseline } = settings;
  if (baseline !== undefined && !programs.includes(baseline)) {
    throw new InputError({
      what: `${JSON.stringify(baseline.slice(0, 80))} is not in this run`,
      where: "--baseline",
      expected: programs.join(", "),
    });
  }
  if (settings.report && settings.out !== undefined) await prepareFolder(settings.out);
  return { demands: demandsOf(settings.min ?? [], metrics), ...(await prepareJudge(settings, runner)) };
};

/** Scores what a run has answered, prints the table, writes the reports. Returns the exit code. */
export const reportRun = async (means: ReportMeans, settings: ReportSettings, signal: AbortSignal): Promise<number> => {
  const { info, metrics, subjects, store, home, concurrency, prepared: work } = means;
  const { price } = settings;
  const { lines } = await store.load(info.id);
  const scored = await scoreRun(inOrder(lines, info), metrics, { concurrency, signal });
  const report = runReport(info, scored, {
    metrics: notesOf(metrics),
    ...(settings.baseline !== undefined && { baseline: settings.baseline }),
    gates: (comparison) =>
      metrics.flatMap(({ name }) =>
        gatesOf(comparison, {
          metric: name,
          programs: subjects,
          min: work.demands.get(name),
          ...(settings.baseline !== undefined && { alpha }),
        }),
      ),
    touches: await means.touches(),
    subjects,
    notices: means.remarks,
    ...(price && {
      priceOf: (reply) => costInDollars(reply, price),
    }),
  });
  const columns = process.stdout.isTTY ? process.stdout.columns : 120;
  await print(`${heading(report)}\n\n${evalTable(report, { columns, show: displayText }).join("\n")}\n`);
  const programs = info.programs.map(({ name }) => name);
  const judged = await judgeLines(scored, programs, work, { concurrency, signal });
  if (judged.length > 0) await print(`\n${judged.join("\n")}\n`);
  const folder = settings.out ?? join(home, "runs", info.id);
  for (const kind of settings.report ?? []) {
    const path = join(folder, fileNames[kind]);
    await writeReport(path, await textOf(kind, report));
    tell(`wrote ${path}`);
  }
  const missing = (info.answers ?? lines.length) - lines.length;
  if (missing > 0) {
    tell(
      `${missing} of the ${info.answers} answers of this run are missing: the scores are of the rest alone; \`understudy eval … --resume ${info.id}\` asks for them.`,
    );
  }
  if (report.gates.some(({ passed }) => !passed)) return notPassed;
  const failed = lines.filter(({ error }) => error !== undefined).length;
  const unscored = scored.flatMap(({ scores }) => {
    const error = Object.values(scores).find((each) => "error" in each);
    return error && "error" in error ? [error.error.message] : [];
  });
  if (failed > 0) {
    tell(
      `${failed} of ${lines.length} answers failed and are in no mean: \`understudy eval … --resume ${info.id} --retry-errors\` asks those alone again.`,
    );
  }
  if (unscored.length > 0) {
    tell(
      `${unscored.length} of ${lines.length} answers could not be scored by every metric; the first: ${unscored[0]}`,
    );
  }
  return missing + failed + unscored.length > 0 ? 1 : 0;
};

/** Loaded only where it is wanted: the page brings a differ, the sheet a writer of CSV. */
const textOf = async (kind: ReportKind, report: RunReport): Promise<Iterable<string>> => {
  switch (kind) {
    case "html":
      return (await import("../evals/reports/eval-html.ts")).evalHtml(report);
    case "junit":
      return (await import("../evals/reports/eval-junit.ts")).evalJunit(report);
    case "json":
      return (await import("../evals/reports/eval-json.ts")).evalJson(report);
    case "csv":
      return (await import("../evals/reports/eval-csv.ts")).evalCsv(report);
  }
};

/** The least mean of each metric that has one. @throws {InputError} */
const demandsOf = (min: readonly string[], metrics: readonly Metric[]): ReadonlyMap<string, number> =>
  new Map(
    min.map((text) => {
      const [, name = metrics[0]?.name ?? "", value = ""] = /^(?:(.+)=)?([^=]+)$/.exec(text) ?? [];
      const least = Number(value);
      if (value.trim() === "" || !(least >= 0 && least <= 1)) {
        throw new InputError({
          what: `${JSON.stringify(text.slice(0, 80))} demands nothing that can be checked`,
          where: "--min",
          expected: "a number from 0 to 1 (of the first metric), or METRIC=NUMBER",
        });
      }
      if (!metrics.some((metric) => metric.name === name)) {
        throw new InputError({
          what: `${JSON.stringify(name.slice(0, 80))} is not measured in this run`,
          where: "--min",
          expected: metrics.map((metric) => metric.name).join(", "),
          fix: `add --metric ${name.slice(0, 80)}`,
        });
      }
      return [name, least];
    }),
  );

const notesOf = (metrics: readonly Metric[]) =>
  metrics.map(({ name }) => {
    const known = metricDescriptions.find((each) => each.name === name);
    return (
      known ?? { name, says: "What the suite demands of each reply.", cannotSay: "More than was demanded.", passAt: 1 }
    );
  });

/** By program, as they were named: answers come in the order in which they were ready. */
const inOrder = (lines: readonly RunLine[], { programs }: RunInfo): readonly RunLine[] => {
  const place = new Map(programs.map(({ name }, at) => [name, at]));
  return lines.toSorted((a, b) => (place.get(a.program) ?? 0) - (place.get(b.program) ?? 0));
};

const heading = ({ info, turns }: RunReport): string => {
  const conversations = new Set(turns.map((turn) => turn.case.conversation)).size;
  const times = info.repeat > 1 ? `, each ${info.repeat} times` : "";
  return [
    `run ${info.id}: ${info.split}, ${plural(turns.length, "case")} of ${plural(conversations, "conversation")}${times}, replies by ${info.lm}`,
    "means with 95 % intervals, clustered by conversation",
  ].join("\n");
};
