import { emitKeypressEvents } from "node:readline";

/** One key. `text` is what it types, empty for keys that type nothing; `name` is readline's name for it. */
export type Key = { readonly name: string; readonly text: string; readonly ctrl: boolean; readonly meta: boolean };

export type KeyHandlers = { key(key: Key): void; paste(text: string): void };

type Keypress = { name?: string; sequence?: string; ctrl?: boolean; meta?: boolean };

/** Milliseconds after which an escape byte with nothing behind it is the Esc key; a remote line may part sequences. */
const escapeTimeout = 40;

export type KeyReader = {
  /** Hands on what was typed before raw mode; the terminal has made line feeds of its Enters. Call before the first prompt. */
  takeTypedAhead(): Promise<void>;
  stop(): void;
};

/** Tells keys and bracketed pastes of a terminal apart. Node decodes the keys: Ink's decoder treats a paste as typing. */
export const readKeys = (stdin: NodeJS.ReadableStream, handlers: KeyHandlers): KeyReader => {
  let pasted: string[] | undefined;
  let isTypedAhead = true;

  const onKeypress = (text: string | undefined, press: Keypress) => {
    if (press.name === "paste-start") pasted = [];
    else if (press.name === "paste-end") {
      const whole = pasted?.join("");
      pasted = undefined;
      if (whole !== undefined) handlers.paste(cleanPaste(whole));
    } else if (pasted !== undefined) pasted.push(press.sequence ?? text ?? "");
    else if (isTypedAhead && press.name === "enter") handlers.key({ ...toKey(text, press), name: "return" });
    else handlers.key(toKey(text, press));
  };

  // Node reads only this field of the interface that it is declared to take.
  emitKeypressEvents(stdin, { escapeCodeTimeout: escapeTimeout } as unknown as Parameters<
    typeof emitKeypressEvents
  >[1]);
  stdin.on("keypress", onKeypress);
  stdin.resume();
  return {
    async takeTypedAhead() {
      // It is read when the event loop looks at its files: surely once between two turns of it.
      for (let turns = 0; turns < 2; turns++) await new Promise((resolve) => setImmediate(resolve));
      isTypedAhead = false;
    },
    stop() {
      stdin.off("keypress", onKeypress);
      stdin.pause();
    },
  };
};

const toKey = (text: string | undefined, press: Keypress): Key => ({
  name: press.sequence === "\x1b[13;2u" ? "shift-return" : (press.name ?? ""),
  text: text === undefined || /\p{Cc}/u.test(text) ? "" : text,
  ctrl: press.ctrl === true,
  // Esc itself is said to be "meta" by Node.
  meta: press.meta === true && press.name !== "escape",
});

/** Line breaks arrive as carriage returns; other control characters have no business in a message. */
const cleanPaste = (text: string): string => text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n\t]/gu, "");
