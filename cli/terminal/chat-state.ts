import type { Editor } from "./editor.ts";

/** How a block of the transcript looks. */
export type Tone = "title" | "name" | "user" | "reply" | "dim" | "notice" | "error" | "plain";

/** Rows of the transcript that will never change again; safe to print and no wider than the window was. */
export type Block = {
  readonly key: number;
  readonly tone: Tone;
  readonly rows: readonly string[];
};

/** All that the screen shows. A value: every change makes a new one. */
export type ChatState = {
  readonly transcript: readonly Block[];
  /** The row of the streamed reply that may still grow. */
  readonly open: string;
  /** What is waited for, and since when in milliseconds of the chat's clock. */
  readonly waiting: { readonly stage: string; readonly since: number } | undefined;
  readonly editor: Editor;
  /** A passing remark in the place of the status. */
  readonly hint: string | undefined;
  readonly status: string;
  /** True from the moment the chat ends: only the transcript stays on screen. */
  readonly isOver: boolean;
};
