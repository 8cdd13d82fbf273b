import type { ProgramReport, TrainsetState } from "../app/program-report.ts";
import type { Settings } from "../app/settings.ts";
import type { CompiledProgram, CompileRecord } from "../brain/core/program.ts";
import { print } from "./print.ts";
import { momentInWords, scoreInWords } from "./programs.ts";
import { asTable } from "./table.ts";
import { displayLine, displayText } from "./terminal/display-text.ts";

type Shown = ProgramReport & { readonly program: CompiledProgram; readonly trainset: TrainsetState };

/** Ids that a line names. */
const shownIds = 20;

/** Prints all that is known of a program. Returns the exit code. */
export const showProgram = async (name: string, settings: Settings & { readonly json?: boolean }): Promise<number> => {
  const { reportProgram } = await import("../app/program-report.ts");
  const report = await reportProgram(name, settings);
  await print(`${settings.json ? JSON.stringify(asJson(report), null, 2) : inWords(report).join("\n")}\n`);
  return 0;
};

const inWords = (report: Shown): readonly string[] => {
  const { name, id, isPromoted, problem, program } = report;
  const { student, pinned, candidates } = program;
  return [
    displayLine(`${name} (${id})${isPromoted ? ", promoted" : ""}`),
    ...(problem === undefined ? [] : [displayLine(`✗ cannot be used: ${problem}`)]),
    ...asTable(factsOf(report).map(([what, fact]) => [` ${what}`, displayLine(fact)])),
    "",
    ...(candidates.length === 0
      ? ["no candidates: nothing was measured"]
      : [
          "candidates, on the devset (95 % intervals, clustered by conversation)",
          ...asTable([
            ["", " name", "mean (95 %)", "conversations", "faults"],
            ...candidates.map((one) => [
              one === report.score ? "*" : " ",
              `${displayLine(one.name)}${one.baseline ? " (baseline)" : ""}`,
              scoreInWords(one),
              `${one.clusters}`,
              `${one.errors}`,
            ]),
          ]),
        ]),
    "",
    "instruction",
    ...indented(student.instructions),
    "",
    pinned.length === 0 ? "no pinned demos" : "pinned demos",
    ...pinned.flatMap(({ id, made }) =>
      made === undefined
        ? [`  ${displayLine(id)}: the client's own reply`]
        : [
            displayLine(`  ${id}: written by ${made.lm}, rated ${made.score.toFixed(3)}`),
            ...indented(made.reply).map((line) => `  ${line}`),
          ],
    ),
  ];
};

const indented = (text: string): readonly string[] =>
  displayText(text)
    .split("\n")
    .map((line) => `  ${line}`);

const factsOf = ({ program, settings, trainset, touches, earlierTouches }: Shown): readonly [string, string][] => {
  const { optimizer, student, embedder, rows, record } = program;
  return [
    ["optimizer", optimizer],
    ["settings", settings ?? JSON.stringify(program.settings)],
    ["signature", student.signature],
    [
      "embedder",
      `${embedder.provider}:${embedder.model}, ${embedder.dimensions} dimensions, version ${embedder.version}`,
    ],
    ...(record ? recorded(record) : []),
    ["examples", `${rows.length}, ${trainsetInWords(trainset)}`],
    [
      "testset",
      touches.length === 0
        ? "never looked at"
        : touches.map(({ at, run, n }) => `${momentInWords(at)} by ${run} (n = ${n})`).join(", "),
    ],
    ...(earlierTouches.length === 0
      ? []
      : [["", `looked at ${earlierTouches.length} times by earlier programs of this name`] as [string, string]]),
  ];
};

const recorded = ({ createdAt, code, seed, metric, lm, spent, parent }: CompileRecord): [string, string][] => [
  ["compiled", `${momentInWords(createdAt)}, by Understudy ${code}, seed ${seed}`],
  ["metric", metric],
  ["model", lm === "none" ? "none: the metric needs no replies" : lm],
  [
    "spent",
    `${spent.calls} calls, ${spent.promptTokens} + ${spent.completionTokens} tokens${spent.cost === undefined ? "" : `, $${spent.cost.toFixed(4)}`}`,
  ],
  ["parent", parent ?? "none: nothing was promoted"],
];

const trainsetInWords = (state: TrainsetState): string => {
  if (state === "unchanged") return "which are as they were";
  if ("problem" in state) return `and whether they are as they were cannot be told: ${state.problem}`;
  const named = (what: string, ids: readonly string[]) =>
    ids.length === 0
      ? []
      : [`${ids.length} ${what} (${ids.slice(0, shownIds).join(", ")}${ids.length > shownIds ? ", …" : ""})`];
  const parts = [
    ...named("added", state.added),
    ...named("removed", state.removed),
    ...named("changed", state.changed),
    ...named("no longer pinned", state.unpinned),
  ];
  return `which have changed since: ${parts.length === 0 ? "replies, tags or their order" : parts.join(", ")}`;
};

const asJson = ({ program, trainset, ...report }: Shown) => {
  const { vectors: _, trainset: __, ...rest } = program;
  const changes =
    typeof trainset === "string" || "problem" in trainset
      ? trainset
      : {
          added: trainset.added,
          removed: trainset.removed,
          changed: trainset.changed,
          unpinned: trainset.unpinned,
        };
  return { ...report, ...rest, trainset: changes, settingsInWords: report.settings, settings: rest.settings };
};
