import { displayLine } from "../display-text.ts";
import type { Editing } from "./create-editing.ts";
import { type Editor, emptyEditor } from "./editor.ts";
import { type History, searchedUnits } from "./history.ts";
import type { InputStore } from "./input-store.ts";
import { chordOf, type Key } from "./key.ts";
import type { Suggestion } from "./menu.ts";
import { stepMenu } from "./menu.ts";

/** Ctrl+R: words are typed in place of the message, and those that were sent before are offered below. */
export type HistorySearch = {
  isOpen(): boolean;
  open(editing: Editing): void;
  /** `take` becomes the message; with `isSent` at once. Else whether the key was the search's. */
  key(key: Key): { readonly take: string; readonly isSent: boolean } | boolean;
  paste(text: string): void;
  /** Puts back what the search has covered, if it is open. */
  close(): void;
};

/** Elsewhere Enter takes from a menu: here it goes further. */
const whatKeysDo = "Enter sends · Tab takes it into the input";
/** Messages offered at once, at most: who looks for another types more of it. */
const offered = 200;
/** UTF-16 units of a row, more than a window is wide; and those before the words that were found. */
const shownUnits = 300;
const leadIn = 20;

export const createHistorySearch = (store: InputStore, history: History): HistorySearch => {
  let covered: { readonly editor: Editor; readonly lead: string | undefined; readonly editing: Editing } | undefined;

  const look = (editor: Editor) => {
    const words = editor.text;
    const suggestions = history.search(words, offered).map((text) => ({ text, label: labelOf(text, words) }));
    const none = words === "" ? "nothing was sent before" : "nothing found";
    store.update({ editor, menu: { suggestions, selected: 0, title: suggestions.length > 0 ? whatKeysDo : none } });
  };
  const close = () => {
    if (covered) store.update({ editor: covered.editor, lead: covered.lead, menu: undefined });
    covered = undefined;
  };
  const select = (by: -1 | 1): true => {
    const { menu } = store.get();
    if (menu) store.update({ menu: stepMenu(menu, by) });
    return true;
  };
  const take = (isSent: boolean) => {
    const chosen: Suggestion | undefined = selectedOf(store);
    close();
    return chosen === undefined || { take: chosen.text, isSent };
  };

  return {
    isOpen: () => covered !== undefined,
    open(editing) {
      const { editor, lead } = store.get();
      covered = { editor, lead, editing };
      store.update({ lead: "search: " });
      look(emptyEditor);
    },
    key(key) {
      const { editor } = store.get();
      const chord = chordOf(key);
      if (older.has(chord)) return select(1);
      if (newer.has(chord)) return select(-1);
      if (chord === "return") return take(true);
      if (chord === "escape" || chord === "tab") return take(false);
      if (chord === "right" && editor.cursor === editor.text.length) return take(false);
      if (chord === "ctrl+g") {
        close();
        return true;
      }
      if (chord === "ctrl+d" && editor.text === "") return true; // quits nothing that is out of sight
      const edited = covered?.editing.press(editor, key);
      if (edited === undefined) return false;
      if (edited.text === editor.text) store.update({ editor: edited });
      else if (!edited.text.includes("\n")) look(edited);
      return true;
    },
    paste(text) {
      const line = text.slice(0, shownUnits).replace(/\s+/g, " ");
      if (covered) look(covered.editing.insert(store.get().editor, line));
    },
    close,
  };
};

const older: ReadonlySet<string> = new Set(["ctrl+r", "down", "ctrl+n"]);
const newer: ReadonlySet<string> = new Set(["ctrl+s", "up", "ctrl+p"]);

const selectedOf = (store: InputStore): Suggestion | undefined => {
  const { menu } = store.get();
  return menu?.suggestions[menu.selected];
};

/** One line of a message, from the words before those that were found. */
const labelOf = (message: string, words: string): string => {
  const beginning = message.slice(0, searchedUnits);
  const at = beginning.toLowerCase().indexOf(words.toLowerCase());
  const space = at > 2 * leadIn ? beginning.indexOf(" ", at - leadIn) : -1;
  const from = space === -1 || space >= at ? 0 : space + 1;
  return (from > 0 ? "…" : "") + displayLine(message.slice(from, from + shownUnits));
};
