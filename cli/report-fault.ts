import { inspect } from "node:util";
import { BrainError, InputError } from "../brain/core/errors.ts";
import { safeLines, tell } from "./tell.ts";

/** What a shell gives a program that wrote to a closed pipe: 128 + SIGPIPE. */
const closedPipe = 141;

/**
 * Prints a fault as a person can use it and returns the exit code: 2 for what was given, 141 for a reader of our output
 * that has gone (`… | head`), which is told to nobody, 1 for the rest. The stack is for DEBUG alone.
 */
export const reportFault = async (error: unknown): Promise<1 | 2 | typeof closedPipe> => {
  if (error instanceof Error && "code" in error && error.code === "EPIPE") return closedPipe;
  const debug = (await import("../app/config.ts")).debugIsOn();
  if (debug && error instanceof Error) {
    const cause = error.cause === undefined ? "" : inspect(error.cause);
    console.error(safeLines(`${error.stack} ${cause}`));
  } else if (error instanceof BrainError) tell(error.message);
  else if (isWriteFault(error)) {
    tell(`the output could not be written (${kindOf(error)}): is the disk full, or the file gone?`);
  } else tell(`something broke inside the program (${kindOf(error)}): DEBUG=1 shows where.`);
  return error instanceof InputError ? 2 : 1;
};

/** The exit code where commander ended the run itself (it has printed already): 0 for --help and --version, 2 for a wrong call. */
export const usageExitCode = (error: unknown): number | undefined => {
  if (!(error instanceof Error) || !("exitCode" in error) || !("code" in error)) return undefined;
  if (!String(error.code).startsWith("commander.")) return undefined;
  return error.exitCode === 0 ? 0 : 2;
};

const isWriteFault = (error: unknown): boolean =>
  error instanceof Error && "syscall" in error && error.syscall === "write";

const kindOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : error instanceof Error ? error.name : typeof error;
