import type { Change, Editor } from "./editor.ts";
import { targets } from "./targets.ts";

/** Ctrl+T: the characters before and behind the cursor change places, or the last two of a line at its end. */
export const transposition = (editor: Editor): Change | undefined => {
  const { text } = editor;
  const isAtEnd = targets.lineEnd(editor) === editor.cursor;
  const middle = isAtEnd ? targets.left(editor) : editor.cursor;
  const lineStart = targets.lineStart(editor);
  if (middle <= lineStart) return undefined;
  const from = targets.left({ text, cursor: middle });
  const to = targets.right({ text, cursor: middle });
  return { from, to, text: text.slice(middle, to) + text.slice(from, middle), cursor: to };
};

export const cases = {
  upper: (word: string) => word.toUpperCase(),
  lower: (word: string) => word.toLowerCase(),
  capital: (word: string) => word.toLowerCase().replace(/[\p{L}\p{N}]/u, (letter) => letter.toUpperCase()),
} as const;

/** Alt+U, Alt+L, Alt+C: writes the word behind the cursor in another case and goes to its end. */
export const recasing = (editor: Editor, to: keyof typeof cases): Change | undefined => {
  const end = targets.wordRight(editor);
  if (end === editor.cursor) return undefined;
  const text = cases[to](editor.text.slice(editor.cursor, end));
  return { from: editor.cursor, to: end, text, cursor: editor.cursor + text.length };
};
