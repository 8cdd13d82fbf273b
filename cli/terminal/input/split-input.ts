import { esc, isAnswer, sequenceEnd } from "./escape-sequences.ts";

/** What the terminal sends, in parts: `escape` is the Esc key, `paste` what stood between the brackets of a paste. */
export type InputHandlers = {
  /** Typed characters, control characters among them. */
  typed(text: string): void;
  /** One escape sequence, or Esc and the character that came with it: Alt and a key. */
  sequence(sequence: string): void;
  escape(): void;
  paste(text: string): void;
};

export type InputSplitter = {
  write(chunk: string): void;
  /** Hands on what is held back: nothing more will come. */
  end(): void;
};

/**
 * Parts what a terminal sends, however its bytes were cut. Answers to queries of the terminal (strings of the kinds
 * OSC, DCS and APC) are dropped whole. Works in one pass: 10 MB of paste are looked at once.
 */
export const splitInput = (handlers: InputHandlers): InputSplitter => {
  let held = "";
  let pasted: string[] | undefined;
  let pasteIsLate = false;
  let timer: NodeJS.Timeout | undefined;

  const wait = (milliseconds: number, then: () => void) => {
    timer = setTimeout(then, milliseconds);
  };

  const giveUp = () => {
    const sequence = held;
    held = "";
    if (sequence === esc || sequence === esc + esc) for (const _ of sequence) handlers.escape();
    else if (sequence.length === 2) handlers.sequence(sequence);
  };

  const handOnPaste = () => {
    const text = pasted?.join("") ?? "";
    pasted &&= [];
    if (text !== "") handlers.paste(text);
  };

  const takeHeld = (chunk: string): string => {
    const input = held + chunk;
    held = "";
    return input;
  };

  /** Returns what follows the paste's end. */
  const readPaste = (chunk: string): string => {
    const input = takeHeld(chunk);
    const end = input.indexOf(pasteEnd);
    if (end !== -1) {
      pasted?.push(input.slice(0, end));
      handOnPaste();
      pasted = undefined;
      return input.slice(end + pasteEnd.length);
    }
    // The end may have been cut in two.
    const tail = input.lastIndexOf(esc);
    const kept = tail !== -1 && pasteEnd.startsWith(input.slice(tail)) ? tail : input.length;
    pasted?.push(input.slice(0, kept));
    held = input.slice(kept);
    wait(patience.paste, () => {
      pasteIsLate = true;
      handOnPaste();
    });
    return "";
  };

  const readKeys = (chunk: string): void => {
    let input = takeHeld(chunk);
    let at = 0;
    while (at < input.length) {
      const start = input.indexOf(esc, at);
      if (start !== at) handlers.typed(input.slice(at, start === -1 ? input.length : start));
      if (start === -1) return;
      const end = sequenceEnd(input, start);
      if (end === undefined) {
        held = input.slice(start);
        wait(held.length > 2 ? patience.sequence : patience.escape, giveUp);
        return;
      }
      const sequence = input.slice(start, end);
      at = end;
      if (sequence === esc) handlers.escape();
      else if (sequence === pasteStart) {
        pasted = [];
        input = readPaste(input.slice(at));
        at = 0;
      } else if (sequence !== pasteEnd && !isAnswer(sequence)) handlers.sequence(sequence);
    }
  };

  return {
    write(chunk) {
      clearTimeout(timer);
      let rest = chunk;
      if (pasted !== undefined && pasteIsLate && (areKeys(chunk) || chunk.startsWith(pasteStart))) {
        // Nothing came for long, and now a key: the end of the paste is lost.
        pasted = undefined;
        held = "";
        // It may be what was left of the paste, and a paste never submits.
        if (chunk[0] === "\r") {
          handlers.paste("\n");
          rest = chunk.slice(1);
        }
      }
      pasteIsLate = false;
      readKeys(pasted === undefined ? rest : readPaste(rest));
    },
    end() {
      clearTimeout(timer);
      if (pasted === undefined) return giveUp();
      pasted.push(held);
      held = "";
      handOnPaste();
      pasted = undefined;
    },
  };
};

const pasteStart = `${esc}[200~`;
const pasteEnd = `${esc}[201~`;

/** Milliseconds without a byte after which nothing more is waited for. */
const patience = {
  /** An escape byte with nothing behind it is the Esc key; a remote line may part sequences. */
  escape: 40,
  /** Behind an escape byte and two more no key was pressed: the rest is on its way. */
  sequence: 1000,
  /** What was pasted so far is shown; the paste goes on until a key is pressed. */
  paste: 1000,
};

/** Whether these are one key, or two that were read at once, and not the end of a paste. */
const areKeys = (chunk: string): boolean => {
  if (chunk.length > 2 * longestKey || chunk.includes(pasteEnd)) return false;
  const second = keyEnd(chunk, 0);
  return second === chunk.length || (second !== undefined && keyEnd(chunk, second) === chunk.length);
};

/** UTF-16 units of the sequence of a key, at most: `CSI 57441:57441:57441;255:1u` and the like. */
const longestKey = 32;

/** `undefined` within a sequence. */
const keyEnd = (chunk: string, at: number): number | undefined => {
  if (chunk[at] === esc && at + 1 < chunk.length) return sequenceEnd(chunk, at);
  return at + ((chunk.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
};
