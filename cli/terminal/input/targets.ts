import { boundaryAfter, boundaryBefore, boundaryFrom } from "./boundaries.ts";

/** A text being written. `cursor` is an offset in UTF-16 units, always between two characters. */
export type Editor = { readonly text: string; readonly cursor: number };

/** Offsets that the cursor can be sent to; every move and every deletion is one of them. All lie between characters. */
export const targets = {
  left: ({ text, cursor }: Editor) => boundaryBefore(text, cursor),
  right: ({ text, cursor }: Editor) => boundaryAfter(text, cursor),
  lineStart: ({ text, cursor }: Editor) => (cursor === 0 ? 0 : text.lastIndexOf("\n", cursor - 1) + 1),
  lineEnd: ({ text, cursor }: Editor) => {
    const end = text.indexOf("\n", cursor);
    return end === -1 ? text.length : end;
  },
  /** As `lineStart`, and beyond the line break where the cursor is there already. */
  lineStartOrBreak: (editor: Editor) => {
    const start = targets.lineStart(editor);
    return start === editor.cursor ? Math.max(0, start - 1) : start;
  },
  lineEndOrBreak: (editor: Editor) => {
    const end = targets.lineEnd(editor);
    return end === editor.cursor ? Math.min(editor.text.length, end + 1) : end;
  },
  wordLeft: ({ text, cursor }: Editor) => backBy(text, cursor, isWord),
  wordRight: ({ text, cursor }: Editor) => {
    let at = cursor;
    while (at < text.length && !isWord(text, at)) at++;
    while (at < text.length && isWord(text, at)) at++;
    return boundaryFrom(text, at);
  },
  /** As the shell's Ctrl+W: a word is all up to a space. */
  wordStart: ({ text, cursor }: Editor) => backBy(text, cursor, isNoSpace),
  textStart: () => 0,
  textEnd: ({ text }: Editor) => text.length,
} as const;

export type Target = keyof typeof targets;

const backBy = (text: string, cursor: number, isPart: (text: string, at: number) => boolean): number => {
  let at = cursor;
  while (at > 0 && !isPart(text, at - 1)) at--;
  while (at > 0 && isPart(text, at - 1)) at--;
  const end = boundaryFrom(text, at);
  return end === at ? at : boundaryBefore(text, at);
};

const isNoSpace = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code < 128 ? code > 32 : !/\s/.test(text[at] ?? "");
};

/** Halves of surrogate pairs count as letters: a pair is never split, and most are ideographs or emoji. */
const isWord = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code < 128 ? asciiWord[code] === 1 : /[\p{L}\p{N}\p{M}\p{Cs}’]/u.test(text[at] ?? "");
};

const asciiWord = Uint8Array.from({ length: 128 }, (_, code) =>
  /[0-9A-Za-z_']/.test(String.fromCharCode(code)) ? 1 : 0,
);
