import type { ChatState, Inspected } from "../chat-state.ts";
import type { Row } from "../row.ts";
import { cutRow, joinRows, padRow, rowColumns, run } from "./fit-row.ts";
import { glance } from "./glance.ts";
import { itemColumns, sectionRows } from "./section-rows.ts";
import { lastOf } from "./turn-events.ts";
import { turnSections } from "./turn-sections.ts";

/** What the pane shows. */
export type Inspection = Pick<ChatState["inspector"], "scroll"> & {
  readonly turn: Inspected | undefined;
};

export type Pane = { readonly columns: number; readonly rows: number; readonly now: number };

/** Columns from which mood and verdicts stand beside demos and times. */
const wide = 100;
/** The left one's share of them. */
const leftShare = 0.42;
const between = [run(" │ ", "dim")];
/** Below these there is room for one line. */
const fewestRows = 3;
const tiny = { columns: 24, rows: 8 };

/**
 * The pane below the input, of at most `rows` rows that are no wider than `columns`: a title, and what is told of the
 * turn, from row `scroll` on where not all of it fits. Where there is room for one row, that is a list of its own, which
 * the title begins.
 */
export const inspectorRows = ({ turn, scroll }: Inspection, pane: Pane): readonly Row[] => {
  const { columns, rows } = pane;
  if (rows < 1 || columns < 1) return [];
  if (turn === undefined || turn.events.length === 0) {
    return [cutRow([run("inspector", "heading"), run(" · nothing yet: send a message", "dim")], columns)];
  }
  const { all, view, hasTitle, elapsed } = fill(turn, pane);
  const start = Math.min(Math.max(0, Math.trunc(scroll) || 0), Math.max(0, all.length - view));
  const shown = all.slice(start, start + view).map((row) => cutRow(row, columns));
  if (!hasTitle) return shown;
  const place = all.length > view ? ` ${start + 1}–${start + view} of ${all.length}` : "";
  const room = columns - place.length;
  const title = titleRow(turn, elapsed, room);
  return [place === "" ? title : cutRow(joinRows(padRow(title, room), [run(place, "dim")]), columns), ...shown];
};

/** The `scroll` at which the pane shows its end: one that is larger shows no more. */
export const lastScroll = ({ turn }: Pick<Inspection, "turn">, pane: Pane): number => {
  if (pane.rows < 1 || pane.columns < 1 || turn === undefined || turn.events.length === 0) return 0;
  const { all, view } = fill(turn, pane);
  return Math.max(0, all.length - view);
};

/** Rows that the pane moves on by where all of them should be others. */
export const pageOf = (pane: Pick<Pane, "columns" | "rows">): number => (isOneRow(pane) ? 1 : pane.rows - 1);

const isOneRow = ({ columns, rows }: Pick<Pane, "columns" | "rows">): boolean =>
  rows < fewestRows || (columns < tiny.columns && rows < tiny.rows);

/** All that there is to show, and how many rows of it are seen at once. */
const fill = (turn: Inspected, pane: Pane) => {
  const { columns, rows, now } = pane;
  const arrived = turn.times.at(-1) ?? 0;
  const elapsed = turn.isRunning ? Math.max(arrived, now - turn.since) : arrived;
  const laidOut = (isBrief: boolean) => layOut({ turn, elapsed, columns, isBrief });
  if (isOneRow(pane)) {
    const all = [titleRow(turn, elapsed, columns), ...laidOut(true)];
    return { all, view: 1, hasTitle: false, elapsed };
  }
  const view = rows - 1;
  const roomy = laidOut(false);
  return { all: roomy.length <= view ? roomy : laidOut(true), view, hasTitle: true, elapsed };
};

const titleRow = ({ events, isRunning }: Inspected, elapsed: number, columns: number): Row =>
  cutRow([run(glance({ events, isRunning, elapsed }, columns), "heading")], columns);

type Layout = {
  readonly turn: NonNullable<Inspection["turn"]>;
  readonly elapsed: number;
  readonly columns: number;
  readonly isBrief: boolean;
};
type Part = keyof ReturnType<typeof turnSections>;

const judged: readonly Part[] = ["mood", "experiment", "context", "verdicts", "budgets", "attempts"];
/** What may stand beside each other in a wide window: of these the lowest is taken, of equal ones the first. */
const sides: readonly { readonly left: readonly Part[]; readonly right: readonly Part[] }[] = [
  { left: [...judged, "times", "tokens"], right: ["demos"] },
  { left: judged, right: ["demos", "times", "tokens"] },
  { left: [...judged, "tokens"], right: ["demos", "times"] },
];

const layOut = (layout: Layout): readonly Row[] => {
  const { columns, isBrief } = layout;
  const stack = (parts: readonly Part[], width: number) =>
    parts
      .map((part) => partRows(part, width, layout))
      .filter((rows) => rows.length > 0)
      .flatMap((rows, at) => (at > 0 && !isBrief ? ["", ...rows] : rows));
  if (columns < wide) {
    return stack([...judged, "demos", "times", "tokens"], columns);
  }
  const leftWidth = Math.floor((columns - rowColumns(between)) * leftShare);
  const rightWidth = columns - rowColumns(between) - leftWidth;
  const choices = sides.map((side) => ({ left: stack(side.left, leftWidth), right: stack(side.right, rightWidth) }));
  const heights = choices.map(({ left, right }) => Math.max(left.length, right.length));
  const { left, right } = choices[heights.indexOf(Math.min(...heights))] ?? { left: [], right: [] };
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) =>
    joinRows(padRow(left[at] ?? "", leftWidth), between, right[at] ?? ""),
  );
};

type Made = { readonly examples: Inspected["examples"]; readonly rows: Map<string, readonly Row[]> };

/** Rows of parts as they were last made: keys are echoed between frames, and little of a turn changes from one to the next. */
const made = new WeakMap<object, Made>();
/** Of one turn: its size changes seldom, the times of one that runs with each frame. */
const mostMade = 100;

const partRows = (part: Part, width: number, { turn, elapsed, isBrief }: Layout): readonly Row[] => {
  // Demos are the dearest to compare, and the same until the turn's end.
  const owner = (part === "demos" ? lastOf(turn.events, "demos") : undefined) ?? turn;
  const kept = made.get(owner);
  const known = kept?.examples === turn.examples ? kept : { examples: turn.examples, rows: new Map() };
  made.set(owner, known);
  const key = `${part} ${width} ${isBrief} ${part === "times" ? elapsed : ""}`;
  const rows = known.rows.get(key) ?? makeRows(part, width, { turn, elapsed, isBrief });
  if (known.rows.size >= mostMade) known.rows.clear();
  known.rows.set(key, rows);
  return rows;
};

const makeRows = (part: Part, width: number, { turn, elapsed, isBrief }: Omit<Layout, "columns">): readonly Row[] => {
  const section = turnSections(turn.events, { ...turn, elapsed }, { width: itemColumns(width), isBrief })[part]();
  const isClean = part === "verdicts" && section.items.length === 0 && !turn.isRunning;
  const items = isClean ? [{ body: "every guard let the message and the reply pass" }] : section.items;
  return items.length === 0 ? [] : sectionRows({ ...section, items }, width, { isBrief });
};
