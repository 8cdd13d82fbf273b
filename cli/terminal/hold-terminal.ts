import { keysOff, keysOn } from "./input/read-keys.ts";

/** The terminal in the hands of the chat: raw keys, bracketed paste, keys told apart. */
export type HeldTerminal = {
  /** Gives it to another program, as it was found. */
  leave(): void;
  /** Takes it back. */
  enter(): void;
  /** Puts it back for good. Safe to call at any time, and more than once. */
  restore(): void;
};

const ourModes = `\x1b[?2004h${keysOn}`;
/** Also the cursor visible, rows that are wrapped at the edge, and colours plain. */
const plainModes = `${keysOff}\x1b[?2004l\x1b[?25h\x1b[?7h\x1b[0m`;

export type HoldOptions = {
  /** Told of a terminal that is closed (EPIPE, EIO): such faults go no further. */
  readonly broken: () => void;
  /** Writes what must still be written before the terminal is put back. */
  readonly closing?: () => void;
};

/** Holds the terminal until `restore`, or until the process ends in whatever way it can notice. */
export const holdTerminal = (
  stdin: NodeJS.ReadStream,
  stdout: NodeJS.WriteStream,
  { broken, closing = () => {} }: HoldOptions,
): HeldTerminal => {
  let isHeld = true;
  let isAway = false;
  const write = (modes: string) => {
    if (stdout.writable) stdout.write(modes);
  };
  const leave = () => {
    if (isAway) return;
    isAway = true;
    attempt(() => write(plainModes));
    attempt(() => stdin.isTTY && stdin.setRawMode(false));
  };
  const enter = () => {
    if (!isHeld) return;
    isAway = false;
    // What was set may have been changed by others meanwhile: only a change is passed on to the terminal.
    attempt(() => stdin.isTTY && stdin.setRawMode(false).setRawMode(true));
    attempt(() => write(ourModes));
  };
  const restore = () => {
    if (!isHeld) return;
    isHeld = false;
    attempt(closing);
    leave();
    process.off("exit", restore);
    process.off("uncaughtExceptionMonitor", restore);
  };
  stdout.on("error", broken); // stays: a late write to a closed terminal must not become a crash
  stdin.on("error", broken);
  stdin.on("end", broken);
  process.on("exit", restore);
  process.on("uncaughtExceptionMonitor", restore); // before Node prints the stack
  enter();
  return { leave, enter, restore };
};

/** Where the terminal is gone there is nothing left to put back. */
const attempt = (work: () => unknown): void => {
  try {
    work();
  } catch {}
};
