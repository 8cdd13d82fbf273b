import type { Token, Tokens } from "marked";
import { columnsOf } from "../graphemes.ts";
import { plainRow, type Row, type Run } from "../row.ts";
import type { Markdown } from "./load-markdown.ts";
import { rowOf, runOf } from "./looks.ts";
import { spansOf } from "./read-spans.ts";

const gap = "  ";

/** The table of these lines in aligned columns; `undefined` where it is none, says more than its columns hold, or is too wide. */
export const tableRows = (
  lines: readonly string[],
  { columns, limit, markdown }: { columns: number; limit: number; markdown: Markdown | undefined },
): readonly Row[] | undefined => {
  const [table] = markdown?.lex(lines.join("\n")) ?? [];
  if (table === undefined || !isTable(table) || !holdsAll(table, lines)) return undefined;
  const cells = [table.header, ...table.rows].map((row, at) =>
    row.map(({ text }) => spansOf(text, { markdown, limit, looks: at === 0 ? ["strong"] : [], isHopeful: false })),
  );
  const widths = table.header.map((_, column) => Math.max(1, ...cells.map((row) => runColumns(row[column] ?? []))));
  const width = widths.reduce((sum, each) => sum + each, gap.length * (widths.length - 1));
  if (width > columns) return undefined;

  const rows = cells.map((row) =>
    rowOf(
      widths.flatMap((each, at) => [
        ...(at === 0 ? [] : [{ text: gap }]),
        ...padded(row[at] ?? [], each, table.align[at] ?? "left"),
      ]),
    ),
  );
  const rule = rowOf([runOf(widths.map((each) => "─".repeat(each)).join(gap), ["dim"])]);
  return rows.toSpliced(1, 0, rule);
};

const isTable = (token: Token): token is Tokens.Table => token.type === "table";

/** marked leaves out cells that have no column. */
const holdsAll = ({ header, rows }: Tokens.Table, lines: readonly string[]): boolean => {
  const written = lines.filter((_, at) => at !== 1).join("");
  const read = [header, ...rows].flat().map(({ text }) => text);
  return bare(read.join("")) === bare(written);
};

const bare = (text: string): string => text.replace(/[|\s\\]/g, "");

const runColumns = (runs: readonly Run[]): number => columnsOf(plainRow(runs));

const padded = (runs: readonly Run[], width: number, align: "left" | "center" | "right"): readonly Run[] => {
  const free = width - runColumns(runs);
  const before = align === "left" ? 0 : align === "right" ? free : Math.floor(free / 2);
  return [{ text: " ".repeat(before) }, ...runs, { text: " ".repeat(free - before) }];
};
