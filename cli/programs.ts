import { optimizerName } from "../app/programs/optimizer-name.ts";
import type { ProgramReport } from "../app/programs/program-report.ts";
import type { Settings } from "../app/settings.ts";
import type { Candidate, CompiledProgram } from "../brain/core/program.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { hanging } from "./lay-out.ts";
import { print } from "./print.ts";
import { tell } from "./tell.ts";
import { displayLine } from "./terminal/display-text.ts";

export type ProgramsSettings = Settings & { readonly json?: boolean };

/** Prints the named programs. Returns the exit code: 1 where no chat can be held with what is promoted. */
export const listPrograms = async (settings: ProgramsSettings): Promise<number> => {
  const { listPrograms: list } = await import("../app/programs/program-report.ts");
  const { programs, promoted, problem } = await list(settings);
  if (settings.json) await print(`${JSON.stringify(programs.map(asJson), null, 2)}\n`);
  else await print(`${[...listed(programs), ...promotion(promoted, problem)].map(displayLine).join("\n")}\n`);
  if (problem === undefined) return 0;
  tell(problem);
  return 1;
};

/** Makes chat use a program. Returns the exit code. */
export const promoteProgram = async (name: string, settings: Settings): Promise<number> => {
  const { promoteProgram: promote } = await import("../app/programs/program-report.ts");
  const { id, isNew } = await promote(name, settings);
  await print(
    isNew
      ? `${name} (${id}) is promoted: chat uses it from its next start, or /reload, on\n`
      : `${name} (${id}) was promoted already\n`,
  );
  return 0;
};

/** Makes chat use the last that was promoted before and can still be used. Returns the exit code. */
export const rollbackProgram = async (settings: Settings): Promise<number> => {
  const { rollbackProgram: rollback } = await import("../app/programs/program-report.ts");
  const { now, skipped } = await rollback(settings);
  for (const { name, id, problem } of skipped) tell(`passed over: ${name} (${id}), promoted before: ${problem}`);
  await print(
    now === undefined
      ? "rolled back: nothing is promoted now, and chat uses its default\n"
      : `rolled back: ${now.name} (${now.id}) is promoted\n`,
  );
  return 0;
};

/** A mean with its interval and its number of cases. */
export const scoreInWords = ({ mean, low, high, n }: Candidate): string =>
  n === 0 ? "nothing measured" : `${mean.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)}; n = ${n})`;

/** Minutes are enough for people. */
export const momentInWords = (iso: string): string => iso.slice(0, 16).replace("T", " ");

/** A program a block, so that it fits a terminal; those that cannot be used after the others. */
const listed = (programs: readonly ProgramReport[]): readonly string[] => {
  const faults = programs.flatMap(({ name, problem }) =>
    problem === undefined ? [] : hanging("✗ ", displayLine(`${name} cannot be used: ${problem}`)),
  );
  if (programs.length === 0) return ["no programs yet: `understudy compile` makes them"];
  return [...programs.flatMap(blockOf), ...faults];
};

const promotion = (promoted: string | undefined, problem: string | undefined): readonly string[] => {
  // What is wrong, and what to do, is told beside it.
  if (problem !== undefined) {
    const what =
      promoted === undefined
        ? "which program is promoted cannot be told"
        : `${promoted} is promoted, but cannot be used`;
    return hanging("✗ ", displayLine(`${what}: chat does not start until that is mended`));
  }
  return promoted === undefined ? ["nothing is promoted: chat uses its default, the nearest examples"] : [];
};

const blockOf = (report: ProgramReport): readonly string[] => {
  const { name, isPromoted, program, settings = "settings unknown", score, baselines, touchesProblem } = report;
  if (program === undefined) return [];
  const { record, optimizer, rows } = program;
  const measured = [
    score ? `${metricOf(program)} ${scoreInWords(score)}` : "not measured",
    ...baselines.map((one) => `${one.name} ${one.n === 0 ? "–" : one.mean.toFixed(3)}`),
  ];
  const from = [
    plural(rows.length, "example"),
    ...(record ? [`compiled ${momentInWords(record.createdAt)}`] : []),
    ...(touchesProblem === undefined ? [`testset ${looks(report)}`] : []),
  ];
  return [
    ...hanging(`${isPromoted ? "*" : " "} `, displayLine(`${name}: ${optimizerName(optimizer)}, ${settings}`)),
    ...hanging("    ", displayLine(measured.join("; "))),
    ...hanging("    ", displayLine(from.join("; "))),
    ...(touchesProblem === undefined ? [] : hanging("    ✗ ", displayLine(damagedTouches(touchesProblem)))),
  ];
};

/** What a program was measured by. */
export const metricOf = ({ record }: CompiledProgram): string => record?.metric ?? "a score by an unknown metric";

/** Nobody can say "never" where the record of it cannot be read. */
export const damagedTouches = (problem: string): string =>
  `how often the testset was looked at cannot be told: ${problem}`;

/** How often the testset was looked at. */
const looks = ({ touches: { length: since }, earlierTouches: { length: before } }: ProgramReport): string =>
  `${since === 0 ? "never seen" : `seen ${since}×`}${before === 0 ? "" : `, ${before}× before it`}`;

const asJson = (report: ProgramReport) => {
  const { name, id, isPromoted, problem, program, score, baselines, touches, earlierTouches, touchesProblem } = report;
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
      ...(touchesProblem === undefined ? { touches, earlierTouches } : { touchesProblem }),
    }),
  };
};
