import { displayLine } from "../terminal/display-text.ts";
import { columnsOf, graphemes } from "../terminal/graphemes.ts";
import type { ProgressState, Standing } from "./progress-state.ts";
import { duration, scoreInWords, spentInWords } from "./progress-words.ts";

/** A row of the view, no wider than the window. */
export type ProgressRow = { readonly kind: "title" | "bar" | "score" | "facts"; readonly text: string };

export type Surroundings = {
  readonly columns: number;
  /** Milliseconds since the work began. */
  readonly elapsed: number;
  /** Milliseconds that it will still take, where that can be told. */
  readonly left?: number | undefined;
  /** True for the last rows, which stay. */
  readonly isOver?: boolean;
};

/** Columns of the bar at most: a longer one tells no more. */
const longestBar = 28;
/** Columns from which bar and phase share a row. */
const roomy = 60;

/** What is on screen of one piece of work: at most 8 rows, from 20 columns up. */
export const progressRows = (
  state: ProgressState,
  { columns, elapsed, left, isOver }: Surroundings,
): readonly ProgressRow[] => {
  const facts = [
    ...spentInWords(state),
    duration(elapsed),
    ...(left === undefined || isOver ? [] : [`${duration(left)} left`]),
  ];
  // Said at the end, too: the rows are drawn anew then, over the ^C that the terminal has put behind them.
  const phase = state.isStopping ? (isOver ? "stopped" : "stopping…") : state.phase;
  const wanted: readonly ProgressRow[] = [
    row("title", state.title),
    ...barRows(state, phase, columns),
    ...(state.running ? [row("score", `now   ${standing(state.running)}`)] : []),
    ...(state.best ? [row("score", `best  ${standing(state.best)}`)] : []),
    ...packed(facts, columns).map((text) => row("facts", text)),
  ];
  return wanted.map(({ kind, text }) => ({ kind, text: fitted(displayLine(text), columns) }));
};

const row = (kind: ProgressRow["kind"], text: string): ProgressRow => ({ kind, text });

/** The score first: a long name may be cut. */
const standing = (each: Standing): string => `${scoreInWords(each)}  ${each.name}`;

const barRows = ({ done, total }: ProgressState, phase: string, columns: number): readonly ProgressRow[] => {
  if (total <= 0) return [row("bar", phase)];
  const share = Math.min(1, Math.max(0, done / total));
  const percent = `${String(Math.floor(100 * share)).padStart(3)} %`;
  const isRoomy = columns >= roomy;
  const length = Math.max(4, Math.min(longestBar, columns - percent.length - 2));
  const full = Math.floor(length * share);
  const bar = `${"█".repeat(full)}${"░".repeat(length - full)} ${percent}`;
  return isRoomy ? [row("bar", `${bar}  ${phase}`)] : [row("bar", bar), row("facts", phase)];
};

/** Facts set between middle dots, as many to a row as fit. */
const packed = (facts: readonly string[], columns: number): readonly string[] => {
  const rows: string[] = [];
  for (const fact of facts) {
    const last = rows.at(-1);
    const joined = last === undefined ? fact : `${last} · ${fact}`;
    if (last === undefined || joined.length > columns) rows.push(fact);
    else rows[rows.length - 1] = joined;
  }
  return rows;
};

/** A row as wide as the window would make some terminals wrap: one column stays free. */
const fitted = (text: string, columns: number): string => {
  const room = Math.max(1, columns - 1);
  if (columnsOf(text) <= room) return text;
  let cut = "";
  let used = 0;
  for (const each of graphemes(text)) {
    used += columnsOf(each);
    if (used > room - 1) break;
    cut += each;
  }
  return `${cut.trimEnd()}…`;
};
