import { graphemeAfter, graphemeBefore } from "./graphemes.ts";

/** A text being written. `cursor` is an offset in UTF-16 units, between two characters. */
export type Editor = { readonly text: string; readonly cursor: number };

export const emptyEditor: Editor = { text: "", cursor: 0 };

export const editorWith = (text: string): Editor => ({ text, cursor: text.length });

export const insert = ({ text, cursor }: Editor, added: string): Editor => ({
  text: text.slice(0, cursor) + added + text.slice(cursor),
  cursor: cursor + added.length,
});

/** Offsets that the cursor can be sent to; every move and every deletion is one of them. */
export const targets = {
  left: ({ text, cursor }: Editor) => (cursor === 0 ? 0 : graphemeBefore(text, cursor)),
  right: ({ text, cursor }: Editor) => (cursor === text.length ? cursor : graphemeAfter(text, cursor)),
  lineStart: ({ text, cursor }: Editor) => (cursor === 0 ? 0 : text.lastIndexOf("\n", cursor - 1) + 1),
  lineEnd: ({ text, cursor }: Editor) => {
    const end = text.indexOf("\n", cursor);
    return end === -1 ? text.length : end;
  },
  wordLeft: ({ text, cursor }: Editor) => {
    let at = cursor;
    while (at > 0 && !isWord(text[at - 1])) at--;
    while (at > 0 && isWord(text[at - 1])) at--;
    return at;
  },
  wordRight: ({ text, cursor }: Editor) => {
    let at = cursor;
    while (at < text.length && !isWord(text[at])) at++;
    while (at < text.length && isWord(text[at])) at++;
    return at;
  },
  /** As the shell's Ctrl+W: a word is all up to a space. */
  wordStart: ({ text, cursor }: Editor) => {
    let at = cursor;
    while (at > 0 && isSpace(text[at - 1])) at--;
    while (at > 0 && !isSpace(text[at - 1])) at--;
    return at;
  },
} as const;

export type Target = keyof typeof targets;

export const move = (editor: Editor, to: Target): Editor => ({ ...editor, cursor: targets[to](editor) });

/** Removes what lies between the cursor and the target. */
export const remove = (editor: Editor, to: Target): Editor => {
  const other = targets[to](editor);
  const start = Math.min(editor.cursor, other);
  return { text: editor.text.slice(0, start) + editor.text.slice(Math.max(editor.cursor, other)), cursor: start };
};

/** The same column one line up (−1) or down (1), or `undefined` where there is no such line. */
export const moveLine = (editor: Editor, step: -1 | 1): Editor | undefined => {
  const start = targets.lineStart(editor);
  const edge = step === -1 ? start - 1 : targets.lineEnd(editor) + 1;
  if (edge < 0 || edge > editor.text.length) return undefined;
  const from = targets.lineStart({ text: editor.text, cursor: edge });
  const to = targets.lineEnd({ text: editor.text, cursor: edge });
  const cursor = Math.min(from + editor.cursor - start, to);
  // Columns are counted in UTF-16 units: step out of a character that they would split.
  return { text: editor.text, cursor: cursor === from ? from : graphemeEnd(editor.text, cursor, to) };
};

const graphemeEnd = (text: string, cursor: number, limit: number): number => {
  const before = graphemeBefore(text, cursor);
  return Math.min(limit, graphemeAfter(text, before));
};

const isSpace = (unit: string | undefined): boolean => unit === undefined || /\s/.test(unit);
// Halves of surrogate pairs count as letters: a pair is never split, and most are ideographs or emoji.
const isWord = (unit: string | undefined): boolean => unit !== undefined && /[\p{L}\p{N}\p{M}\p{Cs}_'’]/u.test(unit);
