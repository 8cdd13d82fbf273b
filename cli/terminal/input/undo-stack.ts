import { applyChange, type Change, type Editor, inverse } from "./editor.ts";

/** `type` and `erase` join with their like where they follow each other in place: a word typed is one step. */
export type EditKind = "type" | "erase" | "other";

/** The way back. Changes are kept, not texts: 500 of them in a text of 10 MB weigh what was typed and cut. */
export type UndoStack = {
  record(before: Editor, change: Change, kind: EditKind): void;
  /** The text before the last step, or `undefined` where there is none. */
  undo(editor: Editor): Editor | undefined;
  /** What is typed next is a step of its own. */
  settle(): void;
  forget(): void;
};

type Step = { readonly back: Change; readonly kind: EditKind };

const deepest = 500;

export const createUndoStack = (): UndoStack => {
  let steps: Step[] = [];
  let isOpen = false;
  return {
    record(before, change, kind) {
      const back = inverse(before, change);
      const last = isOpen ? steps.at(-1) : undefined;
      const joined = last?.kind === kind ? join(last.back, back, kind, isNewWord(before, change)) : undefined;
      if (joined) steps[steps.length - 1] = { back: joined, kind };
      else steps.push({ back, kind });
      if (steps.length > deepest) steps = steps.slice(-deepest);
      isOpen = true;
    },
    undo(editor) {
      isOpen = false;
      const step = steps.pop();
      return step && { ...applyChange(editor, step.back), cursor: step.back.cursor };
    },
    settle() {
      isOpen = false;
    },
    forget() {
      steps = [];
      isOpen = false;
    },
  };
};

/** Two ways back as one, where the second change happened next to the first. */
const join = (first: Change, second: Change, kind: EditKind, isNew: boolean): Change | undefined => {
  if (kind === "type") return second.from === first.to && !isNew ? { ...first, to: second.to } : undefined;
  if (kind === "other") return undefined;
  // Backspace removes what lies before, Delete what has moved up.
  if (second.from + second.text.length === first.from) {
    return { from: second.from, to: second.from, text: second.text + first.text, cursor: first.cursor };
  }
  return second.from === first.from ? { ...first, text: first.text + second.text } : undefined;
};

const isNewWord = ({ text, cursor }: Editor, change: Change): boolean =>
  cursor > 0 && /\s/.test(text[cursor - 1] ?? "") && !/^\s/.test(change.text);
