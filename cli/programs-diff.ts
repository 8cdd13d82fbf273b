import { diffLines } from "diff";
import { optimizerName } from "../app/programs/optimizer-name.ts";
import type { ComparedProgram } from "../app/programs/program-report.ts";
import type { Settings } from "../app/settings.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import { facts, hanging, tableOr, terminalWidth } from "./lay-out.ts";
import { print } from "./print.ts";
import { metricOf, scoreInWords } from "./programs.ts";
import { displayLine, displayText } from "./terminal/display-text.ts";

/** Ids that a line names. */
const shownIds = 20;

/** Before each line of a section. */
const indent = "  ";

type Section = { readonly title: string; readonly lines: readonly string[] };

/** Prints what two programs differ in. Returns the exit code. */
export const diffPrograms = async (
  a: string,
  b: string,
  settings: Settings & { readonly json?: boolean },
): Promise<number> => {
  const { loadTwo } = await import("../app/programs/program-report.ts");
  const [one, other] = await loadTwo([a, b], settings);
  await print(
    settings.json ? `${JSON.stringify(asJson(one, other), null, 2)}\n` : `${inWords(one, other).join("\n")}\n`,
  );
  return 0;
};

const inWords = (one: ComparedProgram, other: ComparedProgram): readonly string[] => {
  const [a, b] = [one.program, other.program];
  const sections: readonly Section[] = [
    { title: "optimizer", lines: arrows([["", optimizerName(a.optimizer), optimizerName(b.optimizer)]]) },
    { title: "settings", lines: arrows(settingsOf(a, b)) },
    { title: "embedder", lines: arrows(embedderOf(a, b)) },
    { title: "metric", lines: arrows([["", a.record?.metric ?? "none", b.record?.metric ?? "none"]]) },
    { title: "instruction", lines: instructionOf(a, b) },
    { title: "pinned demos", lines: pinnedOf(a, b) },
    { title: "candidates", lines: candidatesOf(one, other) },
    { title: "examples", lines: examplesOf(a, b) },
  ];
  const told = sections.filter(({ lines }) => lines.length > 0);
  return [
    displayLine(`- ${one.name} (${one.id})`),
    displayLine(`+ ${other.name} (${other.id})`),
    ...told.flatMap(({ title, lines }) => ["", title, ...lines.map((line) => `${indent}${line}`)]),
    ...(told.length === 0 ? ["", "nothing differs but where they come from"] : []),
  ];
};

type Change = readonly [what: string, a: string, b: string];

const arrows = (changes: readonly Change[]): readonly string[] =>
  facts(
    changes
      .filter(([, a, b]) => a !== b)
      .map(([what, a, b]) => [displayLine(what), `${displayLine(a)} → ${displayLine(b)}`]),
    width(),
  );

/** Columns of a section's line. */
const width = (): number => terminalWidth() - indent.length;

const settingsOf = (a: CompiledProgram, b: CompiledProgram): readonly Change[] =>
  [...new Set([...Object.keys(a.settings), ...Object.keys(b.settings)])]
    .toSorted()
    .map((key) => [key, `${a.settings[key] ?? "not set"}`, `${b.settings[key] ?? "not set"}`]);

const embedderOf = ({ embedder: a }: CompiledProgram, { embedder: b }: CompiledProgram): readonly Change[] => [
  ["provider", a.provider, b.provider],
  ["model", a.model, b.model],
  ["dimensions", `${a.dimensions}`, `${b.dimensions}`],
  ["version", a.version, b.version],
];

const instructionOf = ({ student: a }: CompiledProgram, { student: b }: CompiledProgram): readonly string[] => {
  if (a.instructions === b.instructions) return [];
  return diffLines(withEnd(a.instructions), withEnd(b.instructions)).flatMap(({ value, added, removed }) =>
    displayText(value)
      .replace(/\n$/, "")
      .split("\n")
      .flatMap((line) => hanging(`${added ? "+" : removed ? "-" : " "} `, line, width())),
  );
};

/** Else the last line would differ from the same line followed by another. */
const withEnd = (text: string): string => `${text}\n`;

const pinnedOf = (a: CompiledProgram, b: CompiledProgram): readonly string[] => {
  const replies = (program: CompiledProgram) => new Map(program.pinned.map(({ id, made }) => [id, made?.reply]));
  const [before, after] = [replies(a), replies(b)];
  return [
    ...[...before.keys()].filter((id) => !after.has(id)).map((id) => `- ${id}`),
    ...[...after.keys()].filter((id) => !before.has(id)).map((id) => `+ ${id}`),
    ...[...after]
      .filter(([id, reply]) => before.has(id) && before.get(id) !== reply)
      .map(([id]) => `± ${id}, another reply`),
  ].map(displayLine);
};

/** Side by side where the same was measured on the same; else one after the other, since nothing follows from two rulers. */
const candidatesOf = (one: ComparedProgram, other: ComparedProgram): readonly string[] => {
  const [a, b] = [one.program, other.program];
  const line = (text: string) => hanging("", displayLine(text), width());
  const why = incomparable(a, b);
  if (why !== undefined && a.candidates.length + b.candidates.length > 0) {
    const scores = ({ name, program }: ComparedProgram, mark: string) => [
      ...line(`${mark} ${name}, by ${metricOf(program)}`),
      ...program.candidates.flatMap((each) =>
        hanging("    ", displayLine(`${each.name}: ${scoreInWords(each)}`), width()),
      ),
      ...(program.candidates.length === 0 ? ["    nothing was measured"] : []),
    ];
    return [...line(`not to be compared: ${why}`), ...scores(one, "-"), ...scores(other, "+")];
  }
  const names = [...new Set([...a.candidates, ...b.candidates].map(({ name }) => name))];
  const cell = (program: CompiledProgram, name: string) => {
    const found = program.candidates.find((each) => each.name === name);
    return found ? scoreInWords(found) : "–";
  };
  const rows = names.map((name) => [displayLine(name), cell(a, name), cell(b, name)] as const);
  if (rows.every(([, before, after]) => before === after)) return [];
  return [
    ...line(`by ${metricOf(a)}, on the same devset`),
    ...tableOr(
      [["", "-", "+"], ...rows],
      () => rows.flatMap(([name, before, after]) => [...line(name), `  - ${before}`, `  + ${after}`]),
      width(),
    ),
  ];
};

/** Why scores of two programs cannot be held against each other. */
const incomparable = ({ record: a }: CompiledProgram, { record: b }: CompiledProgram): string | undefined => {
  if (a === undefined || b === undefined) return "what one of them was measured on is not known";
  if (a.metric !== b.metric) return `one was measured by ${a.metric}, the other by ${b.metric}`;
  if (a.devset !== b.devset) return "they were measured on different devsets";
  return a.lm === b.lm ? undefined : `one was answered by ${a.lm}, the other by ${b.lm}`;
};

type RowChanges = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
};

/** By id. Hashes of rows cover what was embedded, so that they compare only where the same was. */
const rowChanges = (a: CompiledProgram, b: CompiledProgram): RowChanges => {
  const [before, after] = [a, b].map(({ rows }) => new Map(rows.map(({ id, hash }) => [id, hash])));
  const isSameText = (["lastWeight", "historyMessages", "queryText"] as const).every(
    (key) => a.settings[key] === b.settings[key],
  );
  return {
    added: b.rows.flatMap(({ id }) => (before?.has(id) ? [] : [id])),
    removed: a.rows.flatMap(({ id }) => (after?.has(id) ? [] : [id])),
    changed: isSameText
      ? b.rows.flatMap(({ id, hash }) => (before?.has(id) && before.get(id) !== hash ? [id] : []))
      : [],
  };
};

const examplesOf = (a: CompiledProgram, b: CompiledProgram): readonly string[] => {
  if (a.trainsetHash === b.trainsetHash) return [];
  const { added, removed, changed } = rowChanges(a, b);
  const line = (mark: string, ids: readonly string[]) =>
    ids.length === 0
      ? []
      : hanging(
          `${mark} `,
          displayLine(`${ids.length}: ${ids.slice(0, shownIds).join(", ")}${ids.length > shownIds ? ", …" : ""}`),
          width(),
        );
  const lines = [...line("-", removed), ...line("+", added), ...line("±", changed)];
  const others = "the same ids: replies, tags, their order or what is not compared here differs";
  return lines.length > 0 ? lines : hanging("", others, width());
};

const asJson = (one: ComparedProgram, other: ComparedProgram) => {
  const [a, b] = [one.program, other.program];
  const changed = (changes: readonly Change[]) =>
    Object.fromEntries(changes.filter(([, was, is]) => was !== is).map(([what, was, is]) => [what, [was, is]]));
  return {
    programs: [one, other].map(({ name, id }) => ({ name, id })),
    settings: changed(settingsOf(a, b)),
    embedder: changed(embedderOf(a, b)),
    instruction: instructionOf(a, b),
    pinned: pinnedOf(a, b),
    metrics: [a.record?.metric ?? null, b.record?.metric ?? null],
    isComparable: incomparable(a, b) === undefined,
    candidates: [a.candidates, b.candidates],
    examples: { isSame: a.trainsetHash === b.trainsetHash, ...rowChanges(a, b) },
  };
};
