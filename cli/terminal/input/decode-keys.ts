import { emitKeypressEvents } from "node:readline";
import { Readable } from "node:stream";
import { cleanText } from "./clean-text.ts";
import type { Key } from "./key.ts";
import { keyOfCode, modifiersOf } from "./key-codes.ts";

type Keypress = { name?: string; sequence?: string; ctrl?: boolean; meta?: boolean; shift?: boolean };

/** Names keys as readline does: Node decodes what it knows, and is given nothing else, since it would take it for typing. */
export const decodeKeys = (key: (key: Key) => void) => {
  const node = new Readable({ read() {} });
  let isAlt = false;
  emitKeypressEvents(node);
  node.on("keypress", (text: string | undefined, press: Keypress) => {
    const named = toKey(text, press);
    if (named) key(isAlt ? { ...named, meta: true } : named);
  });
  const decode = (bytes: string) => void node.emit("data", bytes);
  const plainKey = (name: string, meta: boolean, text = "") => key({ name, text, ctrl: false, meta });

  return {
    typed(text: string) {
      for (const [run] of text.matchAll(runs)) {
        // What an input method or an emoji picker sends at once is typed at once: its parts may not stand alone.
        if (run.charCodeAt(0) > 0x7f) plainKey("", false, cleanText(run));
        else decode(run);
      }
    },
    escape: () => plainKey("escape", false),
    sequence(whole: string) {
      isAlt = whole.startsWith("\x1b\x1b"); // how some terminals send Alt
      const sequence = isAlt ? whole.slice(1) : whole;
      const coded = keyOfCode(sequence);
      const known = coded ? undefined : nodesForm(sequence);
      if (coded) key(isAlt ? { ...coded, meta: true } : coded);
      else if (sequence === keypadEnter) plainKey("shift-return", isAlt);
      else if (sequence === "\x1bO") plainKey("o", true);
      else if (known !== undefined) decode(known);
      isAlt = false;
    },
  };
};

const toKey = (text: string | undefined, press: Keypress): Key | undefined => {
  const { name = "", sequence = "", ctrl = false, meta = false, shift = false } = press;
  if (name === "undefined") return undefined;
  if (sequence === "\x1f") return { name: "_", text: "", ctrl: true, meta: false };
  return {
    // Node has no names for signs.
    name: name === "tab" && shift ? "shift-tab" : name || (meta ? sequence.slice(1) : ""),
    text: text === undefined || /\p{Cc}/u.test(text) ? "" : text,
    ctrl,
    meta,
  };
};

/** A sequence as Node reads it to its end, or `undefined` where it would not. */
const nodesForm = (sequence: string): string | undefined => {
  const body = sequence.slice(1);
  if (/^(?:(?![[O])\p{ASCII}|O\d?[A-Za-z]|\[\[(?:[A-E]|\d~))$/u.test(body)) return sequence;
  const [, number = "", modifiers, event, final = ""] = body.match(functional) ?? [];
  if (final === "" || event === "3" || (modifiers !== undefined && !/[~^$]/.test(final) && number !== "1")) {
    return undefined;
  }
  if (modifiers === undefined) return `\x1b[${number}${final}`;
  const { shift, meta, ctrl } = modifiersOf(Number(modifiers));
  const kept = 1 + (shift ? 1 : 0) + (meta ? 2 : 0) + (ctrl ? 4 : 0);
  return `\x1b[${number};${kept}${final}`;
};

const functional = /^\[(\d{0,2})(?:;(\d{1,3})(?::(\d))?)?([~^$A-Za-z])$/;

/** What Shift+Enter of Konsole sends. */
const keypadEnter = "\x1bOM";

const runs = /\p{ASCII}+|\P{ASCII}+/gu;
