/** Makes messages of lines: one that ends with a backslash goes on with the next, and so do those of a paste. */
export type LineJoiner = {
  /** The message that a line completes; `undefined` where more is to come. */
  take(line: string, options?: { readonly goesOn?: boolean }): string | undefined;
  readonly isOpen: () => boolean;
  drop(): void;
};

export const createLineJoiner = (): LineJoiner => {
  let held: readonly string[] = [];
  return {
    take(line, { goesOn = false } = {}) {
      // Two backslashes are one that was meant.
      const isContinued = /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
      held = [...held, isContinued ? line.slice(0, -1) : line];
      if (isContinued || goesOn) return undefined;
      const message = held.join("\n");
      held = [];
      return message;
    },
    isOpen: () => held.length > 0,
    drop() {
      held = [];
    },
  };
};
