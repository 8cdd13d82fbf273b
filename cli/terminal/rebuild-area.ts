import type { Bottom } from "./bottom-rows.ts";

/**
 * What to write after the window's size changed, so that the drawn rows lie where Ink believes them: empty, and all
 * there. Ink counts rows from the bottom, but a terminal that got lower may have dropped rows below the cursor, and one
 * that got narrower has wrapped some. Only the cursor's place in the text is certain, so the rows are cleared from
 * there. Rows above the cursor are taken to be unwrapped: a mistake leaves a fragment, never erases the transcript.
 */
export const rebuildArea = ({ rows, cursor }: Bottom): string =>
  [
    `\r${cursor.y > 0 ? `\x1b[${cursor.y}A` : ""}\x1b[J`, // erases from here down, and nothing that has scrolled away
    "\n".repeat(rows.length),
    `\x1b[${rows.length - cursor.y}A\x1b[${cursor.x + 1}G`,
  ].join("");
