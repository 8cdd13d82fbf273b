import { displayText } from "./display-text.ts";
import { cutRows } from "./wrap.ts";

/** A growing text cut into rows. */
export type ReplyRows = {
  /** The rows that this piece of text completes. */
  push(delta: string): readonly string[];
  /** The row that may still grow. */
  open(): string;
  /** The last row, where there is one. */
  close(): readonly string[];
};

/** Lets a streamed reply leave the redrawn part of the screen row by row, so that this part never grows. */
export const createReplyRows = (columns: () => number): ReplyRows => {
  let open = "";
  let width = columns();
  let isFresh = true;

  /** Adds text without line breaks. */
  const extend = (text: string): string[] => {
    if (open === "") width = columns(); // a row is not cut anew when the window changes while it grows
    const rows = cutRows(open + text, width);
    open = rows.pop() ?? "";
    return rows.map((row) => row.trimEnd());
  };
  const breakLine = (): string => {
    const row = open.trimEnd();
    open = "";
    return row;
  };

  return {
    push(delta) {
      if (delta === "") return [];
      isFresh = false;
      const [head = "", ...rest] = displayText(delta).split("\n");
      return [...extend(head), ...rest.flatMap((next) => [breakLine(), ...extend(next)])];
    },
    open: () => open.trimEnd(),
    close() {
      if (isFresh) return [];
      isFresh = true;
      return [breakLine()];
    },
  };
};
