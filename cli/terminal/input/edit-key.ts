import { chordOf, type Key } from "./key.ts";
import type { cases } from "./rewrite.ts";
import type { Target } from "./targets.ts";

/** What a key does to the text. */
export type EditCommand =
  | { readonly does: "type"; readonly text: string }
  | { readonly does: "move" | "erase" | "kill"; readonly to: Target }
  | { readonly does: "recase"; readonly to: keyof typeof cases }
  | { readonly does: "transpose" | "yank" | "yankEarlier" | "undo" };

/** What a key does to the text, or `undefined` where it does nothing to it. Keys are those of readline. */
export const editKey = (key: Key): EditCommand | undefined => {
  const command = commands[chordOf(key)];
  if (command) return command;
  return key.text === "" || key.ctrl || key.meta ? undefined : { does: "type", text: key.text };
};

const move = (to: Target): EditCommand => ({ does: "move", to });
const erase = (to: Target): EditCommand => ({ does: "erase", to });
const kill = (to: Target): EditCommand => ({ does: "kill", to });
const recase = (to: keyof typeof cases): EditCommand => ({ does: "recase", to });
const newLine: EditCommand = { does: "type", text: "\n" };

const commands: Readonly<Record<string, EditCommand>> = {
  // Ctrl+J arrives as `enter`.
  enter: newLine,
  "meta+enter": newLine,
  "meta+return": newLine,
  "shift-return": newLine,
  "meta+shift-return": newLine,

  left: move("left"),
  "ctrl+b": move("left"),
  right: move("right"),
  "ctrl+f": move("right"),
  home: move("lineStart"),
  "ctrl+a": move("lineStart"),
  end: move("lineEnd"),
  "ctrl+e": move("lineEnd"),
  "meta+b": move("wordLeft"),
  "meta+left": move("wordLeft"),
  "ctrl+left": move("wordLeft"),
  "meta+f": move("wordRight"),
  "meta+right": move("wordRight"),
  "ctrl+right": move("wordRight"),
  "ctrl+home": move("textStart"),
  "meta+<": move("textStart"),
  "ctrl+end": move("textEnd"),
  "meta+>": move("textEnd"),

  backspace: erase("left"),
  "ctrl+h": erase("left"),
  delete: erase("right"),
  "ctrl+d": erase("right"),

  "ctrl+w": kill("wordStart"),
  "meta+backspace": kill("wordLeft"),
  "ctrl+backspace": kill("wordLeft"),
  "meta+d": kill("wordRight"),
  "meta+delete": kill("wordRight"),
  "ctrl+delete": kill("wordRight"),
  "ctrl+u": kill("lineStartOrBreak"),
  "ctrl+k": kill("lineEndOrBreak"),
  "ctrl+y": { does: "yank" },
  "meta+y": { does: "yankEarlier" },

  "ctrl+t": { does: "transpose" },
  "meta+u": recase("upper"),
  "meta+l": recase("lower"),
  "meta+c": recase("capital"),
  "ctrl+_": { does: "undo" },
};
