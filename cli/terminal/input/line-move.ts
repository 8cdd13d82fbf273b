import { displayText } from "../display-text.ts";
import { columnsOf, graphemes } from "../graphemes.ts";
import { boundaryFrom } from "./boundaries.ts";
import type { Editor } from "./editor.ts";
import { targets } from "./targets.ts";

/** UTF-16 units of a line that are measured in columns; behind them a column is a unit. */
const measured = 2000;

/** Columns of the screen before the cursor, were its line not cut into rows. */
export const columnOf = (editor: Editor): number => {
  const start = targets.lineStart(editor);
  const near = editor.text.slice(start, Math.min(editor.cursor, start + measured));
  return columnsOf(displayText(near)) + Math.max(0, editor.cursor - start - measured);
};

/**
 * One line up (−1) or down (1), as near to `column` as its characters allow, or `undefined` where there is no such line.
 */
export const moveLine = (editor: Editor, step: -1 | 1, column = columnOf(editor)): Editor | undefined => {
  const edge = step === -1 ? targets.lineStart(editor) - 1 : targets.lineEnd(editor) + 1;
  if (edge < 0 || edge > editor.text.length) return undefined;
  const from = targets.lineStart({ text: editor.text, cursor: edge });
  const to = targets.lineEnd({ text: editor.text, cursor: edge });
  return { text: editor.text, cursor: from + offsetOf(editor.text.slice(from, to), column) };
};

const offsetOf = (line: string, column: number): number => {
  let at = 0;
  let used = 0;
  for (const grapheme of graphemes(line.slice(0, measured))) {
    const columns = columnsOf(displayText(grapheme));
    if (used + columns > column) return at;
    at += grapheme.length;
    used += columns;
  }
  // A line that is longer than what was measured: its last character may have been cut.
  return boundaryFrom(line, at + column - used);
};
