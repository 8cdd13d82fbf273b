import { processEnvironment } from "../../../app/config.ts";

/** What a terminal is told when its keys are taken over, and when they are given back; empty for most. */
export type KeyProtocol = { readonly on: string; readonly off: string };

type Environment = { readonly TERM?: string | undefined; readonly TERM_PROGRAM?: string | undefined };

/**
 * Asks the terminal to tell keys apart that send the same byte, as Enter and Shift+Enter: kitty's keyboard protocol,
 * with the place of a key on keyboards of other scripts. Only where the terminal is known to speak it: others may print
 * the sequence or move the cursor, and one whose program is killed keeps it, so that Ctrl+C does nothing in the shell.
 */
export const keyProtocol = ({ TERM = "", TERM_PROGRAM = "" }: Environment): KeyProtocol =>
  /^(?:xterm-kitty|xterm-ghostty|foot(?:-.*)?|rio)$/.test(TERM) ||
  (TERM.startsWith("xterm") && /^(?:ghostty|WezTerm|iTerm\.app)$/.test(TERM_PROGRAM))
    ? { on: "\x1b[>5u", off: "\x1b[<u" }
    : { on: "", off: "" };

export const { on: keysOn, off: keysOff } = keyProtocol(processEnvironment());
