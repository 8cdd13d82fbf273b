import { createDisplayText } from "../display-text.ts";
import type { Row } from "../row.ts";
import { cutColumns, wrapText } from "../wrap.ts";
import { codeLine, type LineRows, proseLine } from "./line-rows.ts";
import { type LineStart, readLineStart } from "./line-start.ts";
import { markdown } from "./load-markdown.ts";
import { rowOf, runOf } from "./looks.ts";
import { tableRows } from "./table-rows.ts";

/** A growing text cut into rows, its markdown shown as what it means. */
export type ReplyRows = {
  /** The rows that this piece of text completes: they never change again. */
  push(delta: string): readonly Row[];
  /** The rows that may still change: a few at most, however long the text. */
  open(): readonly Row[];
  /** The rows that are left; then it can be used for another text. */
  close(): readonly Row[];
};

/** Rows within which emphasis, a link, a line of a table must end, else they stand as they were written. */
const spanRows = 3;
/** UTF-16 units of them, at most: what is held back is read again with each piece (0.1 ms of a reply of 1,000 pieces). */
const spanLimit = 400;
/** Rows that may still change, at most. */
const openLimit = 6;
/** Lines of a table whose columns are aligned with each other. */
const tableLimit = 40;
/** Of them those on screen while it is not complete. */
const tableTail = 2;
/** Columns of a rule, at most. */
const ruleColumns = 24;

/** What the lines are that come: prose, the code of a fence, or what may be a table. */
type Mode =
  | { readonly kind: "prose" }
  | { readonly kind: "code"; readonly ticks: number }
  | { readonly kind: "table"; readonly lines: readonly string[] };

type Led = Extract<LineStart, { first: string }>;

const prose: Mode = { kind: "prose" };

/**
 * Lets a streamed reply leave the redrawn part of the screen row by row, so that this part never grows. Every line of
 * the text is a line on screen, as people write in chats: no emphasis goes on over a line's end. The rows are the same
 * however the text comes in pieces.
 */
export const createReplyRows = (columns: () => number): ReplyRows => {
  let display = createDisplayText();
  let reader = markdown();
  let mode: Mode = prose;
  /** The line that has come so far, where it is not known yet what it is. */
  let held = "";
  let line: LineRows | undefined;
  let isAfterQuote = false;
  let isFresh = true;

  const limit = () => Math.min(spanRows * columns(), spanLimit);
  const options = () => ({ columns, limit: limit(), markdown: reader });
  const startOf = (text: string, isWhole: boolean) => readLineStart(text, { isWhole, limit: limit(), isAfterQuote });
  const wholeLine = (text: string, start: Led = plainStart): readonly Row[] => {
    const whole = proseLine(start, options());
    return [...whole.push(text.slice(start.length)), ...whole.close()];
  };
  const endTable = (): readonly Row[] => {
    if (mode.kind !== "table") return [];
    const { lines } = mode;
    mode = prose;
    const aligned = lines.length > 1 ? tableRows(lines, { ...options(), columns: columns() }) : undefined;
    return aligned ?? lines.flatMap((text) => wholeLine(text));
  };

  /** Takes a part of a line. */
  const feed = (text: string): readonly Row[] => {
    if (text === "") return [];
    if (line) return line.push(text);
    held += text;
    if (mode.kind === "code") {
      if (mayEndCode.test(held)) return [];
      line = codeLine(columns);
      return line.push(takeHeld());
    }
    const start = startOf(held, false);
    if (start === undefined || !("first" in start)) return [];
    const before = endTable();
    line = proseLine(start, options());
    isAfterQuote = start.isQuoted;
    return [...before, ...line.push(takeHeld().slice(start.length))];
  };
  const takeHeld = (): string => {
    const text = held;
    held = "";
    return text;
  };

  const endLine = (): readonly Row[] => {
    if (line) {
      const rows = line.close();
      line = undefined;
      return rows;
    }
    const text = takeHeld();
    if (mode.kind === "code") {
      if (mayEndCode.test(text) && text.trim().length >= mode.ticks) {
        mode = prose;
        return [];
      }
      const code = codeLine(columns);
      return [...code.push(text), ...code.close()];
    }
    const start = startOf(text, true);
    if (start?.kind === "row") return addTableLine(text);
    const before = endTable();
    isAfterQuote = start !== undefined && "isQuoted" in start && start.isQuoted;
    if (start?.kind === "rule") return [...before, ruleRow(columns())];
    if (start?.kind !== "fence") return [...before, ...wholeLine(text, start)];
    mode = { kind: "code", ticks: start.ticks };
    return start.info === "" ? before : [...before, ...dimRows(`\`\`\`${start.info}`, columns())];
  };
  const addTableLine = (text: string): readonly Row[] => {
    const lines = mode.kind === "table" ? mode.lines : [];
    // A table's second line says how its columns are aligned.
    const isTable = lines.length !== 1 || delimiters.test(text);
    const before = isTable && lines.length < tableLimit ? [] : endTable();
    mode = { kind: "table", lines: mode.kind === "table" ? [...lines, text] : [text] };
    return before;
  };

  const take = (text: string): readonly Row[] => {
    const [head = "", ...rest] = text.split("\n");
    const rows = [...feed(head)];
    for (const next of rest) rows.push(...endLine(), ...feed(next));
    return rows;
  };
  const heldRows = (): readonly Row[] => {
    if (held === "" || mode.kind === "code") return [];
    const start = startOf(held, true);
    if (start?.kind === "fence") return [];
    if (start?.kind === "rule") return [ruleRow(columns())];
    const shown = start?.kind === "row" ? plainStart : (start ?? plainStart);
    const begun = proseLine(shown, options());
    return [...begun.push(held.slice(shown.length)), ...begun.open()];
  };

  return {
    push(delta) {
      if (delta === "") return [];
      if (isFresh) reader = markdown();
      isFresh = false;
      return take(display.push(delta));
    },
    open() {
      if (line) return bounded(line.open());
      const lines = mode.kind === "table" ? mode.lines.slice(-tableTail) : [];
      return bounded([...lines.map((text) => cutText(text, columns())), ...heldRows()]);
    },
    close() {
      if (isFresh) return [];
      const rows = [...take(display.close()), ...(line || held !== "" ? endLine() : []), ...endTable()];
      display = createDisplayText();
      mode = prose;
      isAfterQuote = false;
      isFresh = true;
      return rows;
    },
  };
};

const plainStart: Led = { kind: "text", first: "", rest: "", isQuoted: false, length: 0 };
const mayEndCode = /^ *`* *$/;
const delimiters = /^ *\|(?: *:?-+:? *\|)*(?: *:?-+:? *)?$/;

const ruleRow = (columns: number): Row => rowOf([runOf("─".repeat(Math.min(columns, ruleColumns)), ["dim"])]);

const dimRows = (text: string, columns: number): readonly Row[] =>
  wrapText(text, columns).map((row) => rowOf([runOf(row, ["dim"])]));

const cutText = (text: string, columns: number): string => cutColumns(text, columns)[0] ?? "";

const bounded = (rows: readonly Row[]): readonly Row[] =>
  rows.every((row) => row.length === 0) ? [] : rows.slice(0, openLimit);
