import { type Editor, insert, move, remove, type Target } from "./editor.ts";
import type { Key } from "./read-keys.ts";

/** What a key does to the text, or `undefined` where it does nothing to it. Keys are those of readline. */
export const editKey = (editor: Editor, key: Key): Editor | undefined => {
  const chord = `${key.ctrl ? "ctrl+" : ""}${key.meta ? "meta+" : ""}${key.name}`;
  const goal = moves[chord];
  if (goal !== undefined) return move(editor, goal);
  const end = removals[chord];
  if (end !== undefined) return remove(editor, end);
  if (newLines.has(chord)) return insert(editor, "\n");
  if (key.name === "return" && editor.text[editor.cursor - 1] === "\\") {
    return insert(remove(editor, "left"), "\n");
  }
  return key.text === "" || key.ctrl || key.meta ? undefined : insert(editor, key.text);
};

/** Ctrl+J arrives as `enter`; a terminal that tells Shift+Enter apart sends it as CSI 13;2u. */
const newLines: ReadonlySet<string> = new Set(["enter", "meta+return", "meta+enter", "shift-return"]);

const moves: Readonly<Record<string, Target>> = {
  left: "left",
  "ctrl+b": "left",
  right: "right",
  "ctrl+f": "right",
  home: "lineStart",
  "ctrl+a": "lineStart",
  end: "lineEnd",
  "ctrl+e": "lineEnd",
  "meta+b": "wordLeft",
  "meta+left": "wordLeft",
  "ctrl+left": "wordLeft",
  "meta+f": "wordRight",
  "meta+right": "wordRight",
  "ctrl+right": "wordRight",
};

const removals: Readonly<Record<string, Target>> = {
  backspace: "left",
  "ctrl+h": "left",
  delete: "right",
  "ctrl+d": "right",
  "ctrl+w": "wordStart",
  "meta+backspace": "wordLeft",
  "ctrl+backspace": "wordLeft",
  "meta+d": "wordRight",
  "ctrl+u": "lineStart",
  "ctrl+k": "lineEnd",
};
