import { scanJson } from "../scan-json.ts";

/** How a file writes its entries. */
type Layout = {
  /** What stands between the comma and the next entry. */
  readonly before: string;
  /** Of an entry that has lines of its own: their ends, its own indentation, and that of each level below. */
  readonly lines?: { readonly end: string; readonly base: string; readonly unit: string };
  /** Of one on a single line: what follows a colon or a comma. */
  readonly space: string;
  /** Whether what is not ASCII is written as escapes. */
  readonly isAscii: boolean;
};

/**
 * The JSON text of a list with `value` after its last entry, written as that one is. Not a character of the text is left
 * out or changed; `offset` is where the insertion begins.
 * @param text a well-formed list; it may begin with a byte order mark
 */
export const insertEntry = (text: string, value: unknown): { readonly text: string; readonly offset: number } => {
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  const starts = startsOf(text.slice(mark)).map((start) => start + mark);
  const last = starts.at(-1);
  const close = text.trimEnd().length - 1;
  if (last === undefined) return insertFirst(text, value, close);
  const offset = text.slice(0, close).trimEnd().length;
  const layout = layoutOf(text, text.slice(last, offset), /[ \t\r\n]*$/.exec(text.slice(0, last))?.[0] ?? "");
  return { text: `${text.slice(0, offset)},${layout.before}${write(value, layout)}${text.slice(offset)}`, offset };
};

const insertFirst = (text: string, value: unknown, close: number) => {
  const offset = text.indexOf("[") + 1;
  const end = /\r?\n/.exec(text)?.[0] ?? "\n";
  const isOpen = text.slice(offset, close).includes("\n");
  const written = write(value, { lines: { end, base: "  ", unit: "  " }, before: "", space: " ", isAscii: false });
  return { text: `${text.slice(0, offset)}${end}  ${written}${isOpen ? "" : end}${text.slice(offset)}`, offset };
};

/** Where the entries begin. */
const startsOf = (text: string): readonly number[] => {
  const starts: number[] = [];
  scanJson(text, (path, offset) => {
    if (path.length === 1) starts.push(offset);
  });
  return starts;
};

const layoutOf = (text: string, entry: string, before: string): Layout => {
  const isAscii = !/[\u0080-\uffff]/.test(text) && /\\u[0-9a-f]{4}/i.test(text);
  // No line break stands within a text of JSON: what is there belongs to the layout.
  const end = /\r?\n/.exec(entry)?.[0];
  if (end === undefined) return { before, isAscii, space: /^\{\s*"(?:[^"\\]|\\.)*"\s*: /.test(entry) ? " " : "" };
  const base = /(?:^|\n)([ \t]*)\}$/.exec(entry)?.[1] ?? "";
  const inner = /^\{[ \t]*\r?\n(?:[ \t]*\r?\n)*([ \t]*)/.exec(entry)?.[1] ?? "";
  const unit = inner.startsWith(base) ? inner.slice(base.length) : inner;
  return { before, isAscii, space: " ", lines: { end, base, unit } };
};

const write = (value: unknown, { lines, space, isAscii }: Layout): string => {
  const written = lines === undefined ? onOneLine(value, space) : onLines(value, lines);
  return isAscii ? written.replace(/[\u0080-\uffff]/g, escaped) : written;
};

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

const onLines = (value: unknown, { end, base, unit }: NonNullable<Layout["lines"]>): string =>
  JSON.stringify(value, null, 1)
    .split("\n")
    .map((line, at) => (at === 0 ? line : base + line.replace(/^ +/, (depth) => unit.repeat(depth.length))))
    .join(end);

/** As JSON.stringify, with `space` after colons and commas. */
const onOneLine = (value: unknown, space: string): string => {
  if (Array.isArray(value)) return `[${value.map((each) => onOneLine(each, space)).join(`,${space}`)}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}:${space}${onOneLine(each, space)}`,
  );
  return `{${entries.join(`,${space}`)}}`;
};
