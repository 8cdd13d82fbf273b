import type { ChatState } from "./chat-state.ts";
import { displayLine } from "./display-text.ts";
import { columnsOf } from "./graphemes.ts";
import { inputRows } from "./input/input-rows.ts";
import type { Menu } from "./input/menu.ts";
import type { Row } from "./row.ts";
import { waitingRow } from "./waiting-row.ts";

/** A row of the part of the screen that is drawn again. */
export type BottomRow = {
  readonly kind: "reply" | "waiting" | "queued" | "gap" | "input" | "menu" | "status" | "inspector";
  readonly row: Row;
};

export type Bottom = {
  readonly rows: readonly BottomRow[];
  readonly cursor: { readonly x: number; readonly y: number };
};

/** The rows of a part that others draw: at most `rows` of them, none wider than `columns`. */
export type DrawMenu = (menu: Menu, room: { columns: number; rows: number }) => readonly Row[];
export type DrawInspector = (
  inspector: ChatState["inspector"],
  room: { columns: number; rows: number; now: number },
) => readonly Row[];

export type BottomOptions = {
  /** Of the window. */
  readonly columns: number;
  readonly rows: number;
  readonly now: number;
  readonly menuRows: DrawMenu;
  /** Absent until it is loaded. */
  readonly inspectorRows?: DrawInspector | undefined;
};

/** Rows of the input on screen, at most. */
const inputLimit = 8;
/** Messages that wait, on screen, at most. */
const queueLimit = 3;
/** Characters of one that are looked at: a pasted one may be long. */
const queueLength = 500;
/** Rows that the menu gets, at most. */
const menuLimit = 8;
/** Rows that the inspector leaves to the conversation, where that is less than half the window. */
const conversationRows = 14;
/** Columns that the input has beside its prompt, at least: below that a shorter prompt stands there, or none. */
const inputWidth = 6;

/**
 * What is drawn below the transcript, always lower than the window. Where rows are few the input comes first, then the
 * first open row of the reply, what is waited for, a row of what was opened (menu or inspector), the status, more of the
 * input and of the reply, the menu, what is queued and the inspector.
 */
export const bottomRows = (state: ChatState, options: BottomOptions): Bottom => {
  const { columns, rows, now, menuRows, inspectorRows } = options;
  let left = Math.max(1, rows - 1);
  const take = (wanted: number): number => {
    const taken = Math.max(0, Math.min(wanted, left));
    left -= taken;
    return taken;
  };
  const inputRoom = take(1);
  const openRoom = take(Math.min(1, state.open.length));
  const hasWaiting = take(state.waiting === undefined ? 0 : 1) > 0;
  const isPaneOpen = state.menu !== undefined || (state.inspector.isOpen && inspectorRows !== undefined);
  const paneRoom = take(isPaneOpen && state.hint === undefined ? 1 : 0);
  const hasStatus = take(1) > 0;
  const hasGap = take(1) > 0;

  const lead =
    [displayLine(state.lead ?? editLead(state)), "› "].find((text) => text !== "" && fits(text, columns)) ?? "";
  const leadColumns = columnsOf(lead);
  // One column stays free for the cursor behind a full row.
  const width = columns - leadColumns - 1;
  const wanted = inputRows(state.editor, width, Math.min(inputLimit, inputRoom + left));
  take(wanted.rows.length - inputRoom);
  // The first open rows are the next to be final: they stand on screen already when they are.
  const open = state.open.slice(0, openRoom + take(state.open.length - openRoom));
  left += paneRoom;
  const menu =
    state.menu === undefined || left === 0 ? [] : menuRows(state.menu, { columns, rows: Math.min(menuLimit, left) });
  const menuRoom = take(menu.length);
  const inspectorRoom = take(state.menu === undefined ? paneRoom : 0);
  const queued = queueRows(state.queued).slice(0, take(Math.min(queueLimit, state.queued.length)));
  const inspectorLimit = Math.min(inspectorRoom + left, Math.max(Math.floor(rows / 2), rows - conversationRows));
  const inspector =
    state.inspector.isOpen && inspectorRows && inspectorLimit > 0
      ? inspectorRows(state.inspector, { columns, rows: inspectorLimit, now }).slice(0, inspectorLimit)
      : [];

  const above: BottomRow[] = [
    ...open.map((row): BottomRow => ({ kind: "reply", row })),
    ...(hasWaiting && state.waiting
      ? [{ kind: "waiting", row: waitingRow(state.waiting, { now, columns }) } as const]
      : []),
    ...queued.map((row): BottomRow => ({ kind: "queued", row })),
    ...(hasGap ? [{ kind: "gap", row: " " } as const] : []),
  ];
  const input = wanted.rows.map((text, at) => inputRow(at === 0 ? lead : " ".repeat(leadColumns), text));
  // Characters without a column of their own make a text tell its size early, which does no harm.
  const isCut = wanted.lines > wanted.rows.length || state.editor.text.length > width * wanted.rows.length;
  const status = state.hint ?? (isCut ? sizeText(state, wanted.lines) : state.status);
  return {
    rows: [
      ...above,
      ...input,
      ...menu.slice(0, menuRoom).map((row): BottomRow => ({ kind: "menu", row })),
      ...(hasStatus ? [{ kind: "status", row: dim(status) } as const] : []),
      ...inspector.map((row): BottomRow => ({ kind: "inspector", row })),
    ],
    cursor: { x: leadColumns + wanted.cursor.column, y: above.length + wanted.cursor.row },
  };
};

/** Of a message that takes the place of another. */
const editLead = ({ editing }: ChatState): string => (editing === undefined ? "" : `edit #${editing} › `);

const fits = (lead: string, columns: number): boolean => columnsOf(lead) + inputWidth <= columns;

const dim = (text: string): Row => [{ text, looks: ["dim"] }];

const inputRow = (lead: string, text: string): BottomRow => ({
  kind: "input",
  row: [...(lead === "" ? [] : [{ text: lead, looks: ["user"] } as const]), { text }],
});

const queueRows = (queued: readonly string[]): readonly Row[] => {
  const shown = queued.slice(0, queued.length > queueLimit ? queueLimit - 1 : queueLimit);
  const hidden = queued.length - shown.length;
  return [
    ...shown.map((message) => dim(`· queued: ${displayLine(message.slice(0, queueLength))}`)),
    ...(hidden > 0 ? [dim(`· ${hidden} more queued`)] : []),
  ];
};

const sizeText = ({ editor }: ChatState, lines: number): string =>
  `${lines === 1 ? "1 line" : `${lines.toLocaleString("en")} lines`}, ${editor.text.length.toLocaleString("en")} characters · Enter sends`;
