import { optimizerName } from "../app/programs/optimizer-name.ts";
import type { ProgramReport, TrainsetState } from "../app/programs/program-report.ts";
import type { Settings } from "../app/settings.ts";
import { dollars } from "../brain/core/dollars.ts";
import type { CompiledProgram, CompileRecord } from "../brain/core/program.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { facts, hanging, tableOr } from "./lay-out.ts";
import { print } from "./print.ts";
import { damagedTouches, metricOf, momentInWords, scoreInWords } from "./programs.ts";
import { displayLine, displayText } from "./terminal/display-text.ts";

type Shown = ProgramReport & { readonly program: CompiledProgram; readonly trainset: TrainsetState };

/** Ids that a line names. */
const shownIds = 20;

/** Prints all that is known of a program. Returns the exit code. */
export const showProgram = async (name: string, settings: Settings & { readonly json?: boolean }): Promise<number> => {
  const { reportProgram } = await import("../app/programs/program-report.ts");
  const report = await reportProgram(name, settings);
  await print(`${settings.json ? JSON.stringify(asJson(report), null, 2) : inWords(report).join("\n")}\n`);
  return 0;
};

const inWords = (report: Shown): readonly string[] => {
  const { name, id, isPromoted, problem, program } = report;
  const { student, pinned, candidates } = program;
  return [
    displayLine(`${name} (${id})${isPromoted ? ", promoted" : ""}`),
    ...(problem === undefined ? [] : hanging("✗ ", displayLine(`cannot be used: ${problem}`))),
    ...facts(factsOf(report).map(([what, fact]) => [` ${what}`, displayLine(fact)])),
    "",
    ...(candidates.length === 0
      ? ["no candidates: nothing was measured"]
      : [
          ...hanging(
            "",
            displayLine(
              `candidates, by ${metricOf(program)} on the devset (95 % intervals, clustered by conversation)`,
            ),
          ),
          ...candidatesOf(report),
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
            ...hanging("  ", displayLine(`${id}: written by ${made.lm}, rated ${made.score.toFixed(3)}`)),
            ...indented(made.reply, "    "),
          ],
    ),
  ];
};

const candidatesOf = ({ program: { candidates }, score }: Shown): readonly string[] => {
  const rows = candidates.map((one) => ({
    mark: one === score ? "*" : " ",
    name: `${displayLine(one.name)}${one.baseline ? " (baseline)" : ""}`,
    mean: scoreInWords(one),
    one,
  }));
  return tableOr(
    [
      ["", " name", "mean (95 %)", "conversations", "faults"],
      ...rows.map(({ mark, name, mean, one }) => [mark, name, mean, `${one.clusters}`, `${one.errors}`]),
    ],
    () =>
      rows.flatMap(({ mark, name, mean, one }) => [
        ...hanging(`${mark} `, name),
        ...hanging("    ", `${mean}; ${plural(one.clusters, "conversation")}, ${plural(one.errors, "fault")}`),
      ]),
  );
};

const indented = (text: string, by = "  "): readonly string[] =>
  displayText(text)
    .split("\n")
    .flatMap((line) => hanging(by, line));

const factsOf = (report: Shown): readonly [string, string][] => {
  const { program, settings, trainset, touches, earlierTouches, touchesProblem } = report;
  const { optimizer, student, embedder, rows, record } = program;
  return [
    ["optimizer", optimizerName(optimizer)],
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
      touchesProblem !== undefined
        ? damagedTouches(touchesProblem)
        : touches.length === 0
          ? "never looked at"
          : touches.map(({ at, run, n }) => `${momentInWords(at)} by ${run} (n = ${n})`).join(", "),
    ],
    ...(earlierTouches.length === 0
      ? []
      : [
          ["", `looked at ${plural(earlierTouches.length, "time")} by earlier programs of this name`] as [
            string,
            string,
          ],
        ]),
  ];
};

const recorded = ({ createdAt, code, seed, metric, lm, spent, parent }: CompileRecord): [string, string][] => [
  ["compiled", `${momentInWords(createdAt)}, by Understudy ${code}, seed ${seed}`],
  ["metric", metric],
  ["model", lm === "none" ? "none: the metric needs no replies" : lm],
  [
    "spent",
    `${plural(spent.calls, "call")}, ${spent.promptTokens} + ${spent.completionTokens} tokens${spent.cost === undefined ? "" : `, ${dollars(spent.cost)}`}`,
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

const asJson = ({ program, trainset, touches, earlierTouches, ...report }: Shown) => {
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
  const looks = report.touchesProblem === undefined ? { touches, earlierTouches } : {};
  return { ...report, ...looks, ...rest, trainset: changes, settingsInWords: report.settings, settings: rest.settings };
};
