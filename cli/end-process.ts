import { isatty } from "node:tty";

/** What of the process is needed for its end. */
export type Ending = Pick<NodeJS.Process, "pid" | "stdin" | "stdout" | "stderr"> & {
  emit(event: "exit", code: number): boolean;
  removeAllListeners(signal: "SIGHUP"): unknown;
  kill(pid: number, signal: "SIGHUP"): unknown;
  exit(code: number): never;
};

/**
 * Ends the process with this code; where its terminal is closed, by the signal that ends programs then. Node would abort
 * and leave a core dump: it puts a terminal's settings back as it exits, and insists that this works.
 */
export const endProcess = (code: number, ending: Ending = process, isTerminal = isatty): never => {
  const isClosed = [ending.stdin, ending.stdout, ending.stderr].some(({ isTTY, fd }) => isTTY && !isTerminal(fd));
  if (isClosed) {
    // Who waits for the end to clear up hears of it.
    ending.emit("exit", code);
    ending.removeAllListeners("SIGHUP");
    ending.kill(ending.pid, "SIGHUP");
  }
  return ending.exit(code);
};
