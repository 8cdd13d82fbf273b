import { boundaryFrom } from "./boundaries.ts";
import { type Editor, type Target, targets } from "./targets.ts";

export type { Editor } from "./targets.ts";

/** One replacement in a text: what lies in [from, to) becomes `text`, then the cursor goes to `cursor`. */
export type Change = { readonly from: number; readonly to: number; readonly text: string; readonly cursor: number };

export const emptyEditor: Editor = { text: "", cursor: 0 };

export const editorWith = (text: string): Editor => ({ text, cursor: text.length });

/** What was inserted or removed may have joined characters: the cursor then stands behind the joined one. */
export const applyChange = ({ text }: Editor, change: Change): Editor => {
  const changed = text.slice(0, change.from) + change.text + text.slice(change.to);
  return { text: changed, cursor: boundaryFrom(changed, change.cursor) };
};

/** The change that brings `editor` back, as it was before `change`. */
export const inverse = ({ text, cursor }: Editor, change: Change): Change => ({
  from: change.from,
  to: change.from + change.text.length,
  text: copyOf(text.slice(change.from, change.to)),
  cursor,
});

/** The same text on its own: V8 keeps the whole of a text in memory for a piece of it. */
export const copyOf = (piece: string): string => (piece === "" ? "" : ` ${piece}`.slice(1));

export const insertion = ({ cursor }: Editor, text: string): Change => ({
  from: cursor,
  to: cursor,
  text,
  cursor: cursor + text.length,
});

/** Removes what lies between the cursor and the target; `undefined` where that is nothing. */
export const removal = (editor: Editor, to: Target): Change | undefined => {
  const other = targets[to](editor);
  if (other === editor.cursor) return undefined;
  const from = Math.min(editor.cursor, other);
  return { from, to: Math.max(editor.cursor, other), text: "", cursor: from };
};

/** Puts another text in place of the whole, the cursor at its end. */
export const replacement = (editor: Editor, text: string): Change => ({
  from: 0,
  to: editor.text.length,
  text,
  cursor: text.length,
});

export const move = (editor: Editor, to: Target): Editor => ({ ...editor, cursor: targets[to](editor) });
