import type { Example } from "../../brain/core/example.ts";
import type { TurnEvent } from "../../brain/core/turn.ts";
import type { Editor } from "./input/editor.ts";
import type { Menu } from "./input/menu.ts";
import type { Row } from "./row.ts";
import type { Tone } from "./tone.ts";

export type { Tone } from "./tone.ts";

/** Rows of the transcript that will never change again; safe to print and no wider than the window was. */
export type Block = {
  readonly key: number;
  readonly tone: Tone;
  readonly rows: readonly Row[];
};

/** What is waited for. Times are milliseconds of the chat's clock. */
export type Waiting = {
  readonly stage: string;
  /** When the turn began. */
  readonly since: number;
  /** When the last event came, or the last text. */
  readonly heardAt: number;
  /** When the connection asks again. */
  readonly again?: number;
};

/** One turn as the inspector sees it, the one under way or the last. */
export type Inspected = {
  /** When its first event came, in milliseconds of the chat's clock. */
  readonly since: number;
  readonly events: readonly TurnEvent[];
  /** When each event came, in milliseconds after the first one. */
  readonly times: readonly number[];
  readonly isRunning: boolean;
  /** The demos' examples, by id, as far as they are known. */
  readonly examples: ReadonlyMap<string, Example>;
  /** US dollars of the turn, where a price is known. */
  readonly cost?: number | undefined;
};

/** All that the screen shows. A value: every change makes a new one. */
export type ChatState = {
  /** Blocks since the `flushed`th; those before are on screen and forgotten. */
  readonly transcript: readonly Block[];
  readonly flushed: number;
  /** The rows of the streamed reply that may still change. */
  readonly open: readonly Row[];
  readonly waiting: Waiting | undefined;
  /** Messages that are sent when the reply under way has ended. */
  readonly queued: readonly string[];
  readonly editor: Editor;
  /** What is offered below the input: completions, or what a search in the history found. */
  readonly menu: Menu | undefined;
  /** Stands before the input in place of `› `: `search: ` */
  readonly lead: string | undefined;
  /** The exchange that the next message takes the place of. */
  readonly editing: number | undefined;
  readonly inspector: { readonly isOpen: boolean; readonly scroll: number; readonly turn: Inspected | undefined };
  /** A passing remark in the place of the status. */
  readonly hint: string | undefined;
  readonly status: string;
  /** True from the moment the chat ends: only the transcript stays on screen. */
  readonly isOver: boolean;
};
