/** How the chat behaves in the terminal. */
export type TerminalSettings = {
  /** What a message does that is sent while a reply is under way. */
  readonly whileReplying: "queue" | "interrupt";
  /** Characters a second at which a reply appears, at most; 0 shows it as it comes. */
  readonly typingPace: number;
  readonly theme: "auto" | "dark" | "light" | "none";
  /** Lines of text alone: nothing is drawn again. */
  readonly screenReader: boolean;
  /** Whether the inspector is open at the start. */
  readonly inspector: boolean;
};

export const defaultTerminalSettings: TerminalSettings = {
  whileReplying: "queue",
  typingPace: 0,
  theme: "auto",
  screenReader: false,
  inspector: false,
};
