import type { ChatState } from "./chat-state.ts";
import { emptyEditor } from "./input/editor.ts";

/** A screen on which nothing has happened yet. */
export const emptyState: ChatState = {
  transcript: [],
  flushed: 0,
  open: [],
  waiting: undefined,
  queued: [],
  editor: emptyEditor,
  menu: undefined,
  lead: undefined,
  editing: undefined,
  inspector: { isOpen: false, scroll: 0, turn: undefined },
  hint: undefined,
  status: "",
  isOver: false,
};
