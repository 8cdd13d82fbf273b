export const esc = "\x1b";

/** UTF-16 units of a sequence, at most: what is longer is none. */
const longest = { sequence: 128, answer: 100_000 };

/** End of the sequence that begins at `at`, or `undefined` where more is to come. A lone Esc ends after itself. */
export const sequenceEnd = (input: string, at: number): number | undefined => {
  if (isAnswer(input.slice(at, at + 3))) return answerEnd(input, at);
  const isDouble = input[at + 1] === esc;
  const body = at + (isDouble ? 2 : 1);
  if (body === input.length) return undefined;
  const end = matchEnd(isDouble ? control : whole, input, body);
  if (end !== undefined) return end;
  const begunEnd = matchEnd(isDouble ? begunControl : begun, input, body);
  if (begunEnd === undefined) return at + 1;
  const isBrokenOff = begunEnd < input.length || begunEnd - at > longest.sequence;
  return isBrokenOff ? begunEnd : undefined;
};

const answerEnd = (input: string, at: number): number | undefined => {
  for (let end = at + 3; end < input.length; end++) {
    const unit = input[end];
    if (unit === "\x07" || unit === "\u009c") return end + 1;
    if (unit === esc && end + 1 < input.length) return input[end + 1] === "\\" ? end + 2 : end;
  }
  return input.length - at > longest.answer ? input.length : undefined;
};

/** Of an operating system command, a device control string or an application program command. */
export const isAnswer = (input: string): boolean =>
  input[0] === esc && /^(?:\]\d|P[\d>!|$]|_G)/.test(input.slice(1, 3));

const matchEnd = (pattern: RegExp, input: string, at: number): number | undefined => {
  pattern.lastIndex = at;
  return pattern.test(input) ? pattern.lastIndex : undefined;
};

// All of these follow an Esc, which is not told of here: a function key of the Linux console, a control sequence
// (ECMA-48, 5.4), a single shift, or the character of a key that was pressed with Alt.
const control = /\[\[(?:[A-E]|\d~)|\[[0-?]*[ -/]*[@-Z\\-~]|O\d?[A-Za-z]/y;
const whole = new RegExp(`${control.source}|[\\]P_](?!$)|[^[\\]OP_]`, "uy");
const begunControl = /\[\[?[0-?]*[ -/]*|O\d?/y;
const begun = new RegExp(`${begunControl.source}|[\\]P_]$`, "y");
