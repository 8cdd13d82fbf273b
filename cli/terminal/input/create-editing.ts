import { type EditCommand, editKey } from "./edit-key.ts";
import { applyChange, type Change, copyOf, type Editor, insertion, move, removal, replacement } from "./editor.ts";
import type { Key } from "./key.ts";
import { createKillRing, type KillRing } from "./kill-ring.ts";
import { recasing, transposition } from "./rewrite.ts";
import { createUndoStack, type EditKind } from "./undo-stack.ts";

/** Edits texts as readline does, with what it remembers between two keys: what was cut, and the way back. */
export type Editing = {
  /** The text after a key, or `undefined` where the key does nothing to texts. */
  press(editor: Editor, key: Key): Editor | undefined;
  /** Both can be undone in one step. */
  insert(editor: Editor, text: string): Editor;
  replace(editor: Editor, text: string): Editor;
  /** Something else was done: what is typed or cut next stands for itself. */
  settle(): void;
  /** Another text is begun: there is no way back to this one. What was cut stays. */
  forget(): void;
};

export const createEditing = (killRing: KillRing = createKillRing()): Editing => {
  const undoStack = createUndoStack();
  let last: EditCommand["does"] | undefined;
  let yanked: { readonly from: number; readonly to: number } | undefined;

  const change = (editor: Editor, next: Change | undefined, kind: EditKind = "other"): Editor => {
    if (next === undefined) return editor;
    undoStack.record(editor, next, kind);
    return applyChange(editor, next);
  };

  const kill = (editor: Editor, next: Change | undefined): Editor => {
    if (next === undefined) return editor;
    const cut = copyOf(editor.text.slice(next.from, next.to));
    killRing.add(cut, next.from < editor.cursor ? "before" : "after", last === "kill");
    return change(editor, next);
  };

  const yank = (editor: Editor, text: string | undefined, place: Pick<Change, "from" | "to">): Editor => {
    if (text === undefined) return editor;
    yanked = { from: place.from, to: place.from + text.length };
    return change(editor, { ...place, text, cursor: yanked.to });
  };

  const run = (editor: Editor, command: EditCommand): Editor => {
    const here = { from: editor.cursor, to: editor.cursor };
    switch (command.does) {
      case "type":
        return change(editor, insertion(editor, command.text), command.text === "\n" ? "other" : "type");
      case "move":
        undoStack.settle();
        return move(editor, command.to);
      case "erase":
        return change(editor, removal(editor, command.to), "erase");
      case "kill":
        return kill(editor, removal(editor, command.to));
      case "yank":
        return yank(editor, killRing.last(), here);
      case "yankEarlier":
        return yanked === undefined ? editor : yank(editor, killRing.turn(), yanked);
      case "transpose":
        return change(editor, transposition(editor));
      case "recase":
        return change(editor, recasing(editor, command.to));
      case "undo":
        return undoStack.undo(editor) ?? editor;
    }
  };

  const settle = () => {
    undoStack.settle();
    last = undefined;
    yanked = undefined;
  };

  return {
    press(editor, key) {
      if (key.name === "return" && !key.meta && editor.text[editor.cursor - 1] === "\\") {
        settle();
        return change(editor, { from: editor.cursor - 1, to: editor.cursor, text: "\n", cursor: editor.cursor });
      }
      const command = editKey(key);
      if (command === undefined) return undefined;
      if (command.does !== "yank" && command.does !== "yankEarlier") yanked = undefined;
      const edited = run(editor, command);
      last = command.does;
      return edited;
    },
    insert(editor, text) {
      settle();
      return change(editor, insertion(editor, text));
    },
    replace(editor, text) {
      settle();
      return change(editor, replacement(editor, text));
    },
    settle,
    forget() {
      settle();
      undoStack.forget();
    },
  };
};
