import type { ProgramReport } from "../app/program-report.ts";
import type { Settings } from "../app/settings.ts";
import type { Candidate } from "../brain/core/program.ts";
import { print } from "./print.ts";
import { asTable } from "./table.ts";
import { displayLine, displayText } from "./terminal/display-text.ts";

export type ProgramsSettings = Settings & { readonly json?: boolean };

/** Prints the named programs. Returns the exit code: 1 where the promoted one cannot be used. */
export const listPrograms = async (settings: ProgramsSettings): Promise<number> => {
  const { listPrograms: list } = await import("../app/program-report.ts");
  const { programs, promoted, problem } = await list(settings);
  if (settings.json) await print(`${JSON.stringify(programs.map(asJson), null, 2)}\n`);
  else await print(`${listed(programs, promoted).map(displayLine).join("\n")}\n`);
  if (problem === undefined) return 0;
  console.error(`understudy: ${displayText(problem)}`);
  return 1;
};

/** Makes chat use a program. Returns the exit code. */
export const promoteProgram = async (name: string, settings: Settings): Promise<number> => {
  const { promoteProgram: promote } = await import("../app/program-report.ts");
  const { id, isNew } = await promote(name, settings);
  await print(
    isNew
      ? `${name} (${id}) is promoted: chat uses it from its next start, or /reload, on\n`
      : `${name} (${id}) was promoted already\n`,
  );
  return 0;
};

/** Makes chat use what was promoted before. Returns the exit code: 1 where that cannot be used. */
export const rollbackProgram = async (settings: Settings): Promise<number> => {
  const { rollbackProgram: rollback } = await import("../app/program-report.ts");
  const now = await rollback(settings);
  await print(
    now === undefined
      ? "rolled back: nothing is promoted now, and chat uses its default\n"
      : `rolled back: ${now.name} (${now.id}) is promoted\n`,
  );
  if (now?.problem === undefined) return 0;
  console.error(`understudy: ${displayText(now.problem)}\n  to fix:   roll back once more, or promote another`);
  return 1;
};

/** A mean with its interval and its number of cases. */
export const scoreInWords = ({ mean, low, high, n }: Candidate): string =>
  n === 0 ? "nothing measured" : `${mean.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)}; n = ${n})`;

/** Minutes are enough for people. */
export const momentInWords = (iso: string): string => iso.slice(0, 16).replace("T", " ");

const header = [
  "",
  "name",
  "optimizer",
  "settings",
  "metric",
  "mean (95 %)",
  "baselines",
  "compiled",
  "from",
  "testset",
];

const listed = (programs: readonly ProgramReport[], promoted: string | undefined): readonly string[] => {
  const good = programs.filter(({ program }) => program !== undefined);
  const faults = programs.flatMap(({ name, problem }) =>
    problem === undefined ? [] : [`✗ ${name} cannot be used: ${problem}`],
  );
  return [
    ...(good.length === 0 ? [] : asTable([header, ...good.map(rowOf)])),
    ...(good.length > 0 && faults.length > 0 ? [""] : []),
    ...faults,
    ...(programs.length === 0 ? ["no programs yet: `understudy compile` makes them"] : []),
    ...(promoted === undefined ? ["nothing is promoted: chat uses its default, the nearest examples"] : []),
  ];
};

const rowOf = (report: ProgramReport): readonly string[] => {
  const { name, isPromoted, program, settings, score, baselines, touches, earlierTouches } = report;
  const { record, optimizer = "", rows = [] } = program ?? {};
  return [
    isPromoted ? "*" : " ",
    name,
    optimizer,
    settings ?? "unknown",
    record?.metric ?? "",
    score ? scoreInWords(score) : "not measured",
    baselines.map((one) => `${one.name} ${one.n === 0 ? "–" : one.mean.toFixed(3)}`).join(", "),
    momentInWords(record?.createdAt ?? ""),
    `${rows.length} examples`,
    looks(touches.length, earlierTouches.length),
  ].map(displayLine);
};

/** How often the testset was looked at. */
const looks = (since: number, before: number): string =>
  `${since === 0 ? "never seen" : `seen ${since}×`}${before === 0 ? "" : `, ${before}× before it`}`;

const asJson = (report: ProgramReport) => {
  const { name, id, isPromoted, problem, program, score, baselines, touches, earlierTouches } = report;
  return {
    name,
    id,
    promoted: isPromoted,
    ...(problem !== undefined && { problem }),
    ...(program && {
      optimizer: program.optimizer,
      settings: program.settings,
      embedder: program.embedder,
      examples: program.rows.length,
      ...(score && { score }),
      baselines,
      ...(program.record && { record: program.record }),
      touches,
      earlierTouches,
    }),
  };
};
