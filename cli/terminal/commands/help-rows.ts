import { columnsOf } from "../graphemes.ts";
import { cutRow, hangRow } from "../inspector/fit-row.ts";
import type { Row } from "../row.ts";
import type { Command, Face } from "./command.ts";
import { helpGroups } from "./help-groups.ts";
import { helpKeys, lineKeys } from "./help-keys.ts";
import { usageOf } from "./usage-of.ts";

type Entry = readonly [left: string, right: string];

/** The part of a row that its left side may take; where it asks for more, the right sides do not stand in a column. */
const leftShare = 0.5;

/** Commands of a screen that is drawn. */
const drawnAlone: ReadonlySet<string> = new Set(["inspect", "clear", "copy"]);

/** Keys and commands, in groups, in a window of so many columns. */
export const helpRows = (commands: readonly Command[], columns: number, face: Face = "drawn"): readonly Row[] => {
  const isDrawn = face === "drawn";
  const lists = [
    { title: "keys", entries: isDrawn ? helpKeys : lineKeys },
    ...groupsOf(isDrawn ? commands : commands.filter(({ name }) => !drawnAlone.has(name))),
  ];
  const width = Math.max(...lists.flatMap(({ entries }) => entries.map(([left]) => columnsOf(left)))) + 2;
  const isNarrow = width + 2 > columns * leftShare;
  return lists.flatMap(({ title, entries }): readonly Row[] => [
    cutRow([{ text: title, looks: ["strong"] }], columns),
    ...entries.flatMap((entry) => rowsOf(entry, { width, columns, isNarrow })),
  ]);
};

/** What stands in no group, a command of a test or a later one, is among the rest. */
const groupsOf = (commands: readonly Command[]) => {
  const grouped = new Set(helpGroups.flatMap(({ names }) => names));
  return helpGroups.flatMap(({ title, names }, at) => {
    const known = names.flatMap((name) => commands.find((command) => command.name === name) ?? []);
    const others = at === helpGroups.length - 1 ? commands.filter(({ name }) => !grouped.has(name)) : [];
    const entries = [...known, ...others].map((command): Entry => [usageOf(command), command.summary]);
    return entries.length === 0 ? [] : [{ title, entries }];
  });
};

const rowsOf = (
  [left, right]: Entry,
  { width, columns, isNarrow }: { readonly width: number; readonly columns: number; readonly isNarrow: boolean },
): readonly Row[] =>
  isNarrow
    ? // The lead is as wide as later rows are indented; the rest of the left side goes before the right one.
      hangRow(`  ${left.slice(0, 2)}`, [{ text: `${left.slice(2)}  ` }, { text: right, looks: ["dim"] }], columns)
    : hangRow(`  ${left}${" ".repeat(width - columnsOf(left))}`, right, columns);
