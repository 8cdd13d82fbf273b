import type { ChatState } from "./chat-state.ts";
import { inputRows } from "./input-rows.ts";

/** A row of the part of the screen that is drawn again; `lead` stands before its text. */
export type BottomRow = {
  readonly kind: "reply" | "waiting" | "gap" | "input" | "status";
  readonly lead: string;
  readonly text: string;
};

export type Bottom = {
  readonly rows: readonly BottomRow[];
  readonly cursor: { readonly x: number; readonly y: number };
};

/** Rows of the input on screen, at most. */
const inputLimit = 8;
/** Columns below which the input has no prompt sign. */
const tiny = 8;
const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

/** What is drawn below the transcript, always lower than the window: Ink wipes the scrollback otherwise. */
export const bottomRows = (
  state: ChatState,
  { columns, rows, now }: { columns: number; rows: number; now: number },
): Bottom => {
  let left = Math.max(1, rows - 1) - 1;
  const fits = (isWanted: boolean) => isWanted && left-- > 0;
  const hasWaiting = fits(state.waiting !== undefined);
  const hasReply = fits(state.open !== "");
  const hasStatus = fits(true);
  const hasGap = fits(true);

  const lead = columns < tiny ? "" : "› ";
  // One column stays free for the cursor behind a full row.
  const input = inputRows(state.editor, columns - lead.length - 1, Math.min(inputLimit, 1 + Math.max(0, left)));
  const above: BottomRow[] = [
    ...(hasReply ? [row("reply", state.open)] : []),
    ...(hasWaiting ? [row("waiting", waitingText(state, now))] : []),
    ...(hasGap ? [row("gap", " ")] : []),
  ];
  const isCut = input.lines > input.rows.length;
  return {
    rows: [
      ...above,
      ...input.rows.map((text, index) => row("input", text, index === 0 ? lead : " ".repeat(lead.length))),
      ...(hasStatus ? [row("status", state.hint ?? (isCut ? sizeText(state, input.lines) : state.status))] : []),
    ],
    cursor: { x: lead.length + input.cursor.column, y: above.length + input.cursor.row },
  };
};

const row = (kind: BottomRow["kind"], text: string, lead = ""): BottomRow => ({ kind, lead, text });

const waitingText = ({ waiting }: ChatState, now: number): string => {
  const waited = Math.max(0, now - (waiting?.since ?? now));
  const frame = spinner[Math.floor(waited / 100) % spinner.length];
  const seconds = waited < 1000 ? "" : ` ${Math.floor(waited / 1000)} s`;
  return `${frame} ${waiting?.stage}${seconds} · Esc cancels`;
};

const sizeText = ({ editor }: ChatState, lines: number): string =>
  `${lines.toLocaleString("en")} lines, ${editor.text.length.toLocaleString("en")} characters · Enter sends`;
