/** What puts a terminal back as it was. Safe to call at any time, and more than once. */
export type HeldTerminal = { restore(): void };

const bracketedPasteOn = "\x1b[?2004h";
/** Bracketed paste off, cursor visible, colours plain. */
const plainTerminal = "\x1b[?2004l\x1b[?25h\x1b[0m";

/**
 * Raw keys and bracketed paste, until `restore`, or until the process ends in whatever way it can notice.
 * Faults of writing (a closed terminal: EPIPE, EIO) are given to `broken` and go no further.
 */
export const holdTerminal = (
  stdin: NodeJS.ReadStream,
  stdout: NodeJS.WriteStream,
  broken: () => void,
): HeldTerminal => {
  let isHeld = true;
  const restore = () => {
    if (!isHeld) return;
    isHeld = false;
    try {
      if (stdin.isTTY) stdin.setRawMode(false);
      if (stdout.writable) stdout.write(plainTerminal);
    } catch {
      // The terminal is gone: there is nothing left to put back.
    }
    process.off("exit", restore);
    process.off("uncaughtExceptionMonitor", restore);
  };
  stdout.on("error", broken); // stays: a late write to a closed terminal must not become a crash
  stdin.on("error", broken);
  stdin.on("end", broken);
  process.on("exit", restore);
  process.on("uncaughtExceptionMonitor", restore); // before Node prints the stack
  if (stdin.isTTY) stdin.setRawMode(true);
  stdout.write(bracketedPasteOn);
  return { restore };
};
