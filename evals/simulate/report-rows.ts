import type { ClusteredMean, ClusteredShare } from "./clustered.ts";
import type { SimulationSummary, TurnMeasure } from "./summarize.ts";
import { type EndReason, endReasons } from "./transcript.ts";

/** One line of the report: what was measured, on what, and its value for each program. */
export type ReportRow = {
  readonly section: string;
  readonly label: string;
  readonly cells: readonly (ClusteredShare | ClusteredMean | number | undefined)[];
};

/** The report as lines, in the order in which it is read: how conversations ended, what happened in the turns, sizes. */
export const reportRows = (summaries: readonly SimulationSummary[]): readonly ReportRow[] => {
  const row = (section: string, label: string, of: (summary: SimulationSummary) => ReportRow["cells"][number]) => ({
    section,
    label,
    cells: summaries.map(of),
  });
  const named = (of: (summary: SimulationSummary) => Readonly<Record<string, unknown>>) => [
    ...new Set(summaries.flatMap((summary) => Object.keys(of(summary)))),
  ];
  const ends = endReasons.filter((reason) => summaries.some((summary) => summary.ends[reason] !== undefined));
  return [
    row(inConversations, "ended by the user", ({ endedByUser }) => endedByUser),
    ...ends.map((reason) => row(inConversations, endLabels[reason], (summary) => summary.ends[reason])),
    ...named(({ faults }) => faults).map((code) =>
      row(inConversations, `  of these with ${code}`, ({ faults }) => faults[code] ?? 0),
    ),
    row(inTurns, "no reply: an error", ({ errors }) => errors),
    ...measureOrder.map((measure) => row(inReplies, measureLabels[measure], ({ turns }) => turns[measure])),
    ...named(({ blockedBy }) => blockedBy).map((category) =>
      row(inReplies, `an attempt blocked: ${category}`, ({ blockedBy }) => blockedBy[category]),
    ),
    ...named(({ shownBy }) => shownBy).map((category) =>
      row(inReplies, `SHOWN all the same: ${category}`, ({ shownBy }) => shownBy[category]),
    ),
    row(inSizes, "words a reply", ({ replyWords }) => replyWords),
    row(inSizes, "turns a conversation", ({ turnsPerConversation }) => turnsPerConversation),
    row(inSizes, "conversations", ({ conversations }) => conversations),
    ...(summaries.some(({ cancelled }) => cancelled > 0)
      ? [row(inSizes, "cancelled, not counted", ({ cancelled }) => cancelled)]
      : []),
    row(inSizes, "model calls of the program", ({ calls }) => calls),
    row(inSizes, "prompt tokens", ({ tokens }) => tokens.prompt),
    row(inSizes, "completion tokens", ({ tokens }) => tokens.completion),
  ];
};

/** `25 % (3 of 12, 9–53 %)`, `14.2 (12.8–15.6, n 40)`, `12`. */
export const cellInWords = (cell: ReportRow["cells"][number]): string => {
  if (cell === undefined) return "–";
  if (typeof cell === "number") return `${cell}`;
  if ("hits" in cell) {
    if (cell.share === undefined) return "– (n 0)";
    return `${percent(cell.share)} % (${cell.hits} of ${cell.n}, ${percent(cell.low)}–${percent(cell.high)} %)`;
  }
  if (cell.mean === undefined) return "– (n 0)";
  const interval = cell.low === undefined || cell.high === undefined ? "" : `${round(cell.low)}–${round(cell.high)}, `;
  return `${round(cell.mean)} (${interval}n ${cell.n})`;
};

const inConversations = "of the conversations";
const inTurns = "of all turns";
const inReplies = "of the turns with a reply";
const inSizes = "sizes";

const endLabels: Readonly<Record<EndReason, string>> = {
  goal: "  goal reached",
  patience: "  patience used up",
  left: "  another reason",
  script: "script said to its end",
  turns: "turns used up",
  care: "ended in care: the user was in crisis",
  error: "ended by an error",
  aborted: "cancelled",
};

const measureOrder: readonly TurnMeasure[] = [
  "violated",
  "blocked",
  "deflected",
  "care",
  "disclosed",
  "repeated",
  "nearlyRepeated",
  "safe",
  "cut",
];

const measureLabels: Readonly<Record<TurnMeasure, string>> = {
  violated: "SHOWN against the policy (must be 0)",
  blocked: "an attempt blocked",
  deflected: "deflected",
  care: "care",
  disclosed: "disclosed",
  repeated: "repeated to the word",
  nearlyRepeated: "repeated nearly",
  safe: "fixed (safe) reply",
  cut: "cut short",
};

const percent = (share: number): string => `${Math.round(1000 * share) / 10}`;
const round = (value: number): string => `${Math.round(10 * value) / 10}`;
