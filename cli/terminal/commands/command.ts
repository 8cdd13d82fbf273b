import type { Cancelling, Chat, TurnEvents } from "../../../app/chat/chat.ts";
import type { TurnEvent } from "../../../brain/core/turn.ts";
import type { Tone } from "../chat-state.ts";
import type { Suggestion } from "../input/menu.ts";
import type { Row } from "../row.ts";

/** How the chat shows itself: a screen that is drawn again, or lines that follow each other. */
export type Face = "drawn" | "lines";

/** What a command may do. */
export type CommandContext = {
  /** Loaded: a command waits for it. */
  readonly chat: Omit<Chat, "close">;
  readonly commands: readonly Command[];
  /** Puts lines into the transcript; they need not be safe to print. */
  say(lines: readonly string[], tone?: Tone): void;
  /** Puts rows into the transcript that are safe to print and fit the window. */
  show(rows: readonly Row[], tone?: Tone): void;
  /** Whether the chat is drawn, or said in lines of text. @default "drawn" */
  readonly face?: Face;
  /** Columns of the window. */
  readonly columns: number;
  /** Events of a turn by its number, with its prompts where it ran since the start; `undefined` where there is none. */
  events(turn: number): readonly TurnEvent[] | undefined;
  /** Numbers of the turns of this conversation that can be explained, oldest first. */
  readonly turns: readonly number[];
  /** Has a turn answered on screen; it can be cancelled as any other. Settles when it is over. */
  answer(start: (options: Cancelling) => TurnEvents): Promise<void>;
  /** Shows the conversation as it stands: its last exchanges, as if they had just been held. */
  replay(): void;
  /** Puts a text into the input; with `instead` what is sent next takes the place of this exchange. */
  compose(text: string, options?: { readonly instead?: number }): void;
  /** Puts a text on the clipboard; tells how. @throws {InputError} there is none */
  copy(text: string): Promise<string>;
  /** Opens or closes the inspector; returns whether it is open. */
  toggleInspector(): boolean;
  /** Moves what is on screen out of sight; it stays in the scrollback. */
  clear(): void;
  quit(): void;
};

/** A line that begins with a slash. */
export type Command = {
  readonly name: string;
  readonly parameters?: string;
  readonly summary: string;
  /** Further lines for `/help NAME`. */
  readonly details?: readonly string[];
  /** Whether it may run while a reply is under way. @default false */
  readonly isSafeWhileReplying?: boolean;
  /** Whether it asks nothing of the chat, which may still be loading. @default false */
  readonly worksAtOnce?: boolean;
  /** What the argument may be, begun as it is: each suggestion's `text` is the whole line. */
  complete?(chat: Omit<Chat, "close">, argument: string): readonly Suggestion[] | Promise<readonly Suggestion[]>;
  /** @throws {InputError} with what to do */
  run(context: CommandContext, argument: string): void | Promise<void>;
};
