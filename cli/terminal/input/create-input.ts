import { cleanText } from "./clean-text.ts";
import { createCompletion, type Suggest } from "./completion.ts";
import { createEditing } from "./create-editing.ts";
import { type Editor, editorWith, emptyEditor } from "./editor.ts";
import { createHistory } from "./history.ts";
import { createHistorySearch } from "./history-search.ts";
import type { InputStore } from "./input-store.ts";
import { chordOf, type Key } from "./key.ts";
import { createKillRing } from "./kill-ring.ts";
import { columnOf, moveLine } from "./line-move.ts";

/** What a person is writing: keys go in, a line to send comes out. It shows itself through `editor`, `menu` and `lead`. */
export type Input = {
  /** `submit` holds what was written, which is then gone from the input; else whether the key was the input's. */
  key(key: Key): { readonly submit: string } | boolean;
  paste(text: string): void;
  /** Puts a text in place of what is there; Ctrl+_ brings that back. */
  set(text: string): void;
  clear(): void;
  /** Messages of earlier sessions, the oldest first: they stand before those of this one. */
  recall(messages: readonly string[]): void;
  /** One that was sent in this session. */
  remember(message: string): void;
};

export type InputParts = {
  readonly store: InputStore;
  /** What a line that begins with a slash may become; the newest answer counts. */
  readonly suggest: Suggest;
  /** Has the text edited in the person's own editor. @throws {InputError} there is none */
  readonly editOutside: (text: string) => Promise<string>;
  /** Told of a fault of `editOutside`. */
  readonly failed: (error: unknown) => void;
};

export const createInput = ({ store, suggest, editOutside, failed }: InputParts): Input => {
  const killRing = createKillRing();
  const editing = createEditing(killRing);
  const history = createHistory();
  const search = createHistorySearch(store, history);
  const completion = createCompletion(store, suggest);
  /** Ctrl+X was pressed: the next key may belong to it. */
  let isPrefixed = false;
  let isOutside = false;
  /** The column that ↑ and ↓ keep to, in lines that are long enough. */
  let column: number | undefined;

  const show = (editor: Editor): true => {
    const before = store.get().editor;
    column = undefined;
    store.update({ editor });
    if (editor.text !== before.text) completion.refresh(editor);
    return true;
  };

  const submit = (text: string): { submit: string } | true => {
    if (text.trim() === "") return true;
    editing.forget();
    history.leave();
    completion.close();
    show(emptyEditor);
    return { submit: text };
  };

  /** Through the lines of a text, then through the history. */
  const upOrDown = (step: -1 | 1): true => {
    editing.settle();
    const { editor } = store.get();
    column ??= columnOf(editor);
    const moved = moveLine(editor, step, column);
    if (moved) {
      store.update({ editor: moved });
      return true;
    }
    const message = history.step(step, editor.text);
    if (message === undefined) return true;
    editing.forget();
    completion.close(); // a command that was sent before is walked past: its menu would catch the arrows
    column = undefined;
    store.update({ editor: editorWith(message) });
    return true;
  };

  const goOutside = async () => {
    if (isOutside) return;
    isOutside = true;
    completion.close();
    const { text } = store.get().editor;
    try {
      const edited = cleanText(await editOutside(text));
      if (edited !== text) show(editing.replace(store.get().editor, edited));
    } catch (error) {
      failed(error);
    } finally {
      isOutside = false;
    }
  };

  const searchKey = (key: Key) => {
    const found = search.key(key);
    if (typeof found === "boolean") return found;
    if (found.isSent) return { submit: found.take }; // the draft stays
    store.update({ editor: editing.replace(store.get().editor, found.take) });
    return true;
  };

  const run = (chord: string, key: Key): { submit: string } | boolean => {
    const { editor } = store.get();
    const completed = completion.key(key);
    if (typeof completed === "object") {
      return "submit" in completed ? submit(completed.submit) : show(editing.replace(editor, completed.become));
    }
    if (completed) return true;
    const step = lineSteps[chord];
    if (step) return upOrDown(step);
    switch (chord) {
      case "ctrl+g":
        void goOutside();
        return true;
      case "ctrl+r":
        editing.settle();
        completion.close();
        search.open(createEditing(killRing));
        return true;
      case "ctrl+d":
        if (editor.text === "") return false;
    }
    const edited = editing.press(editor, key);
    if (edited) return show(edited);
    return chord === "return" ? submit(editor.text) : false;
  };

  return {
    key(key) {
      if (search.isOpen()) return searchKey(key);
      const chord = chordOf(key);
      const isSecond = isPrefixed;
      isPrefixed = chord === "ctrl+x";
      if (isPrefixed) return true;
      return isSecond ? run(...(prefixed[chord] ?? ([chord, key] as const))) : run(chord, key);
    },
    paste(text) {
      isPrefixed = false;
      if (search.isOpen()) search.paste(text);
      else if (text !== "") show(editing.insert(store.get().editor, text));
    },
    set(text) {
      search.close();
      completion.close();
      history.leave();
      column = undefined;
      store.update({ editor: editing.replace(store.get().editor, cleanText(text)) });
    },
    clear() {
      search.close();
      history.leave();
      if (store.get().editor.text !== "") show(editing.replace(store.get().editor, ""));
      completion.close();
    },
    recall: history.recall,
    remember: history.add,
  };
};

const lineSteps: Readonly<Record<string, -1 | 1>> = { up: -1, "ctrl+p": -1, down: 1, "ctrl+n": 1 };

const control = (name: string) => [`ctrl+${name}`, { name, text: "", ctrl: true, meta: false }] as const;

/** What keys mean behind Ctrl+X. */
const prefixed: Readonly<Record<string, ReturnType<typeof control>>> = {
  "ctrl+u": control("_"),
  "ctrl+e": control("g"),
};
