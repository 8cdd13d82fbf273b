import type { Key } from "./key.ts";

/**
 * The key that a terminal names by its character's code: `CSI code ; modifiers u` (kitty's protocol and xterm's
 * formatOtherKeys) or `CSI 27 ; modifiers ; code ~` (xterm's modifyOtherKeys). It is named as if the terminal had sent
 * the byte that it sends without these protocols. `undefined` where the sequence is no such key, or one let go.
 */
export const keyOfCode = (sequence: string): Key | undefined => {
  const [, other, otherCode, code = otherCode, shifted, base, own = other ?? "1", event] =
    (sequence.startsWith("\x1b[") && sequence.slice(2).match(coded)) || [];
  if (code === undefined || event === "3") return undefined;
  const { shift, meta, ctrl, isForeign } = modifiersOf(Number(own));
  if (isForeign) return undefined;
  const key = (name: string, text = "") => ({ name, text, ctrl, meta });

  const number = Number(code);
  const named = names[number];
  if (named !== undefined) {
    const isTold = shift && (named === "return" || named === "tab");
    // Ctrl with Enter, Tab and Esc has no byte of its own: it is the key alone.
    return { ...key(isTold ? `shift-${named}` : named), ctrl: ctrl && named === "backspace" };
  }
  // Keys that type nothing, in Unicode's private use area.
  if (number >= 57344 && number <= 63743 && keypad[number] === undefined) return undefined;
  const character = keypad[number] ?? characterOf(shift && shifted ? Number(shifted) : number);
  if (character === undefined) return undefined;
  if (!ctrl && !meta) return key(character === " " ? "space" : character.toLowerCase(), character);
  // On a keyboard of another script it is the place of the key that counts.
  const latin = character > "\x7f" && base ? (characterOf(Number(base)) ?? character) : character;
  return ctrl ? controlKey(latin.toLowerCase(), meta) : key(latin === " " ? "space" : latin.toLowerCase());
};

/** Modifiers as all these protocols number them, from 1. `isForeign`: keys of the window system are among them. */
export const modifiersOf = (number: number) => {
  const bits = Math.max(0, number - 1);
  return { shift: (bits & 1) > 0, meta: (bits & 2) > 0, ctrl: (bits & 4) > 0, isForeign: (bits & 0b111000) > 0 };
};

const coded =
  /^(?:27;(\d{1,3});(\d{1,7})~|(\d{1,7})(?::(\d{1,7})?)?(?::(\d{1,7}))?(?:;(\d{1,3})?(?::(\d))?)?(?:;[\d:]*)?u)$/;

/** Ctrl and a character, as the byte that stands for both is read. */
const controlKey = (character: string, meta: boolean): Key | undefined => {
  const same = sameBytes[character];
  if (same !== undefined) return { name: same, text: "", ctrl: false, meta };
  if (/^[-/7_]$/.test(character)) return { name: "_", text: "", ctrl: true, meta };
  return { name: character === " " ? "space" : character, text: "", ctrl: true, meta };
};

const sameBytes: Readonly<Record<string, string>> = {
  j: "enter",
  m: "return",
  i: "tab",
  h: "backspace",
  "[": "escape",
};

const characterOf = (code: number): string | undefined =>
  code < 32 || code > 0x10ffff || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000)
    ? undefined
    : String.fromCodePoint(code);

const names: Readonly<Record<number, string>> = {
  8: "backspace",
  9: "tab",
  10: "enter",
  13: "return",
  27: "escape",
  127: "backspace",
  57414: "return",
  57417: "left",
  57418: "right",
  57419: "up",
  57420: "down",
  57421: "pageup",
  57422: "pagedown",
  57423: "home",
  57424: "end",
  57426: "delete",
};

/** The keypad's digits and signs, by kitty's numbers. */
const keypad: Readonly<Record<number, string>> = Object.fromEntries(
  [..."0123456789./*-+"].map((character, index) => [57399 + index, character]),
);
