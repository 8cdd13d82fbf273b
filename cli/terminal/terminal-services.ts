import type { Size } from "./screen/frame-writer.ts";

/** What the chat asks of the terminal that it runs in. */
export type TerminalServices = {
  size(): Size;
  /** Milliseconds from any fixed moment. */
  now(): number;
  /** Leaves the terminal to another program, as it was found, for as long as `work` takes. */
  outside<T>(work: () => Promise<T>): Promise<T>;
  /** Stops the program as Ctrl+Z does; goes on where it is continued. */
  suspend(): void;
  /** Puts a text on the clipboard and tells how. @throws {InputError} */
  copy(text: string): Promise<string>;
  /** Moves what is on screen out of sight, into the scrollback. */
  clear(): void;
};
