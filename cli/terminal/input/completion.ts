import type { Editor } from "./editor.ts";
import type { InputStore } from "./input-store.ts";
import { chordOf, type Key } from "./key.ts";
import { type Menu, type Suggestion, stepMenu } from "./menu.ts";

/** What a line that begins with a slash may become; the newest answer counts. */
export type Suggest = (line: string) => readonly Suggestion[] | Promise<readonly Suggestion[]>;

/** The menu below a line that begins with a slash. */
export type Completion = {
  /** To be called when the text has been edited. */
  refresh(editor: Editor): void;
  /** `become` is to be put in place of the line, `submit` to be sent; else whether the key was the menu's. */
  key(key: Key): { readonly become: string } | { readonly submit: string } | boolean;
  close(): void;
};

/** UTF-16 units of a line that may be a command: a pasted file that begins with a slash is none. */
const longestLine = 1000;

export const createCompletion = (store: InputStore, suggest: Suggest): Completion => {
  let asked = 0;
  /** Esc was pressed: closed until another line is begun, or Tab asks for it. */
  let isDismissed = false;
  /** The selected one was chosen with the arrows. */
  let isChosen = false;

  const close = () => {
    asked++;
    isChosen = false;
    if (store.get().menu) store.update({ menu: undefined });
  };

  const show = (suggestions: readonly Suggestion[]) => {
    const before = isChosen ? selectedOf(store.get().menu) : undefined;
    const kept = suggestions.findIndex(({ text }) => text === before?.text);
    isChosen = kept !== -1;
    store.update({ menu: suggestions.length === 0 ? undefined : { suggestions, selected: Math.max(0, kept) } });
  };

  const ask = (line: string) => {
    const number = ++asked;
    const answer = answerOf(suggest, line);
    if (!(answer instanceof Promise)) return show(answer);
    // What still fits stays until the answer is there: the menu does not flicker.
    show(store.get().menu?.suggestions.filter(({ text }) => text.startsWith(line)) ?? []);
    const answered = (suggestions: readonly Suggestion[]) => {
      if (number === asked) show(suggestions);
    };
    answer.then(answered, () => answered([])); // a line can be sent without
  };

  const refresh = ({ text }: Editor) => {
    if (isCommand(text)) {
      if (!isDismissed) ask(text);
      return;
    }
    isDismissed = false;
    close();
  };

  /** Tab: what all suggestions begin with, then the selected one. */
  const complete = (line: string, menu: Menu) => {
    const common = commonStart(menu.suggestions.map(({ text }) => text));
    const isLonger = !isChosen && common.startsWith(line) && common.length > line.length;
    const become = isLonger ? common : (selectedOf(menu)?.text ?? line);
    return become === line || { become };
  };

  return {
    refresh,
    key(key) {
      const { editor, menu } = store.get();
      const chord = chordOf(key);
      if (menu === undefined) {
        if (chord !== "tab" || !isCommand(editor.text)) return false;
        isDismissed = false;
        ask(editor.text);
        return true;
      }
      const step = steps[chord];
      if (step !== undefined) {
        isChosen = true;
        store.update({ menu: stepMenu(menu, step) });
        return true;
      }
      if (chord === "escape") {
        close();
        isDismissed = true;
        return true;
      }
      const isAtEnd = editor.cursor === editor.text.length;
      if (chord === "tab" || (chord === "right" && isAtEnd)) return complete(editor.text, menu);
      // A name that is not whole yet is completed, not sent; an argument is free unless one was chosen.
      const isOpen = isChosen || !(/\s/.test(editor.text) || menu.suggestions.some(isSame(editor.text)));
      const chosen = selectedOf(menu);
      if (chord !== "return" || !isOpen || chosen === undefined || isSame(editor.text)(chosen)) return false;
      const isMeant = isChosen || menu.suggestions.length === 1;
      return isMeant && chosen.isWhole ? { submit: chosen.text.trimEnd() } : { become: chosen.text };
    },
    close,
  };
};

const steps: Readonly<Record<string, -1 | 1>> = { up: -1, "ctrl+p": -1, "shift-tab": -1, down: 1, "ctrl+n": 1 };

const isCommand = (text: string): boolean => text.startsWith("/") && text.length <= longestLine && !text.includes("\n");

const isSame =
  (line: string) =>
  ({ text }: Suggestion): boolean =>
    text.trimEnd() === line.trimEnd();

const selectedOf = (menu: Menu | undefined): Suggestion | undefined => menu?.suggestions[menu.selected];

const answerOf = (suggest: Suggest, line: string): ReturnType<Suggest> => {
  try {
    return suggest(line);
  } catch {
    return []; // a line can be sent without
  }
};

const commonStart = (texts: readonly string[]): string => {
  const [first = "", ...others] = texts;
  let length = first.length;
  for (const text of others) {
    while (!text.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, length);
};
