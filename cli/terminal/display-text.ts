/**
 * Text as a terminal may show it. Escape sequences, control characters (but line breaks) and the characters that turn
 * the direction of writing are gone, tabs are four spaces, lone surrogates are U+FFFD: nothing that a user pastes or
 * a model writes can move the cursor, change colours or reorder what is read.
 */
export const displayText = (text: string): string => {
  if (plainAscii.test(text)) return text;
  const stream = createDisplayText();
  return stream.push(text) + stream.close();
};

/** The same on one line. */
export const displayLine = (text: string): string => displayText(text).replace(/\s*\n\s*/g, " ");

/** The same of a text that comes in pieces, wherever they are cut. */
export type DisplayStream = {
  push(piece: string): string;
  /** What was kept back to the end. */
  close(): string;
};

export const createDisplayText = (): DisplayStream => {
  /** The beginning of what may be a sequence, or half of a pair. */
  let held = "";
  const take = (piece: string, isEnd: boolean): string => {
    const text = held + piece;
    held = "";
    if (plainAscii.test(text)) return text;
    let shown = "";
    let at = 0;
    for (;;) {
      introducer.lastIndex = at;
      const start = introducer.exec(text)?.index;
      if (start === undefined) break;
      shown += clean(text.slice(at, start));
      if (!isEnd && text.length - start < longestSequence) {
        held = text.slice(start);
        return shown;
      }
      sequence.lastIndex = start;
      at = start + (sequence.exec(text)?.[0].length ?? 1);
    }
    const rest = text.slice(at);
    const isCut = !isEnd && unfinished.test(rest);
    if (isCut) held = rest.slice(-1);
    return shown + clean(isCut ? rest.slice(0, -1) : rest);
  };
  return { push: (piece) => take(piece, false), close: () => take("", true) };
};

const clean = (text: string): string =>
  plainAscii.test(text)
    ? text
    : text
        .replace(loneSurrogates, "\uFFFD") // before anything goes that stands between two halves
        .replace(lineBreaks, "\n")
        .replaceAll("\t", "    ")
        .replace(controls, "")
        .replace(directions, "");

const plainAscii = /^[\n\x20-\x7e]*$/;
const lineBreaks = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const controls = /[^\P{Cc}\n]/gu;
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const loneSurrogates = /\p{Surrogate}/gu;
/** May be one line break, or one character, with what follows. */
const unfinished = /[\r\ud800-\udbff]$/;

/** UTF-16 units of a sequence, at most: one that goes on is no sequence, and must not swallow a text. */
const longestSequence = 256;
const escapeByte = "\\u001b";
/** ESC, and the characters of C1 that begin a sequence. */
const introducer = new RegExp(`[${escapeByte}\\u0090\\u0098\\u009b\\u009d-\\u009f]`, "g");
/** By ECMA-48: a control sequence, a string with its terminator, or two or three characters. */
const sequence = new RegExp(
  [
    `(?:${escapeByte}\\[|\\u009b)[0-?]{0,128}[ -/]{0,32}[@-~]`,
    `(?:${escapeByte}[\\]P_^X]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0007${escapeByte}\\u009c]{0,250}(?:\\u0007|${escapeByte}\\\\|\\u009c)`,
    `${escapeByte}[ -/]{0,8}[0-~]`,
  ].join("|"),
  "y",
);
