import { diffLines } from "diff";
import type { ComparedProgram } from "../app/program-report.ts";
import type { Settings } from "../app/settings.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import { print } from "./print.ts";
import { scoreInWords } from "./programs.ts";
import { asTable } from "./table.ts";
import { displayLine, displayText } from "./terminal/display-text.ts";

/** Ids that a line names. */
const shownIds = 20;

type Section = { readonly title: string; readonly lines: readonly string[] };

/** Prints what two programs differ in. Returns the exit code. */
export const diffPrograms = async (
  a: string,
  b: string,
  settings: Settings & { readonly json?: boolean },
): Promise<number> => {
  const { loadTwo } = await import("../app/program-report.ts");
  const [one, other] = await loadTwo([a, b], settings);
  await print(
    settings.json ? `${JSON.stringify(asJson(one, other), null, 2)}\n` : `${inWords(one, other).join("\n")}\n`,
  );
  return 0;
};

const inWords = (one: ComparedProgram, other: ComparedProgram): readonly string[] => {
  const [a, b] = [one.program, other.program];
  const sections: readonly Section[] = [
    { title: "optimizer", lines: arrows([["", a.optimizer, b.optimizer]]) },
    { title: "settings", lines: arrows(settingsOf(a, b)) },
    { title: "embedder", lines: arrows(embedderOf(a, b)) },
    { title: "metric", lines: arrows([["", a.record?.metric ?? "none", b.record?.metric ?? "none"]]) },
    { title: "instruction", lines: instructionOf(a, b) },
    { title: "pinned demos", lines: pinnedOf(a, b) },
    { title: "candidates", lines: candidatesOf(a, b) },
    { title: "examples", lines: examplesOf(a, b) },
  ];
  const told = sections.filter(({ lines }) => lines.length > 0);
  return [
    displayLine(`- ${one.name} (${one.id})`),
    displayLine(`+ ${other.name} (${other.id})`),
    ...told.flatMap(({ title, lines }) => ["", title, ...lines.map((line) => `  ${line}`)]),
    ...(told.length === 0 ? ["", "nothing differs but where they come from"] : []),
  ];
};

type Change = readonly [what: string, a: string, b: string];

const arrows = (changes: readonly Change[]): readonly string[] =>
  asTable(
    changes
      .filter(([, a, b]) => a !== b)
      .map(([what, a, b]) => [displayLine(what), `${displayLine(a)} → ${displayLine(b)}`]),
  );

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
      .map((line) => `${added ? "+" : removed ? "-" : " "} ${line}`),
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

const candidatesOf = (a: CompiledProgram, b: CompiledProgram): readonly string[] => {
  const names = [...new Set([...a.candidates, ...b.candidates].map(({ name }) => name))];
  const cell = (program: CompiledProgram, name: string) => {
    const found = program.candidates.find((one) => one.name === name);
    return found ? scoreInWords(found) : "–";
  };
  const rows = names.map((name) => [displayLine(name), cell(a, name), cell(b, name)]);
  if (rows.every(([, one, other]) => one === other)) return [];
  return asTable([["", "-", "+"], ...rows]);
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
      : [
          displayLine(
            `${mark} ${ids.length}: ${ids.slice(0, shownIds).join(", ")}${ids.length > shownIds ? ", …" : ""}`,
          ),
        ];
  const lines = [...line("-", removed), ...line("+", added), ...line("±", changed)];
  return lines.length > 0 ? lines : ["the same ids: replies, tags, their order or what is not compared here differs"];
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
    candidates: [a.candidates, b.candidates],
    examples: { isSame: a.trainsetHash === b.trainsetHash, ...rowChanges(a, b) },
  };
};
