import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { makeFolder } from "./make-folder.ts";

/** Adds a line, without its end, to a file that only its owner may read; its folder is created. Faults are the file system's. */
export type AppendLine = (path: string, line: string) => Promise<void>;

export type AppendOptions = {
  /** Ends half a line that a crash left. */
  readonly mark?: string;
  /** Whether a file that is not there is made, with its folder; else it is a fault (ENOENT). @default true */
  readonly creates?: boolean;
};

/** Ends half a line, so that readers pass over it: ASCII's own sign for "cancel", which JSON text never holds. */
export const cancelled = "\u0018";

const appending = constants.O_APPEND | constants.O_RDWR;
/** Milliseconds in which a line that another process is writing grows; what a crash left does not. */
const growthWait = 20;
const newline = "\n".charCodeAt(0);

/**
 * Appends lines in the order of the calls. A line is one write at the end of the file, so that lines of several processes
 * do not mix; half a line, left by a crash or a full disk, is ended with `mark` before the next one.
 *
 * The write itself waits for no turn of the event loop: a program that draws, too, takes 20 ms for one, five times a line,
 * and a crash would lose what stood on screen for longer than that. (A line takes 0.05 ms of the processor.)
 */
export const lineAppender = ({ mark = "", creates = true }: AppendOptions = {}): AppendLine => {
  /** The file that was seen to end with a whole line, or was given one. */
  let checked: string | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const append: AppendLine = async (path, line) => {
    const file = creates ? (openIfThere(path) ?? (await openAnew(path))) : openSync(path, appending);
    try {
      const torn = checked !== path && (await endsMidLine(file));
      checked = undefined;
      writeOnce(file, `${torn ? `${mark}\n` : ""}${line}\n`);
      checked = path;
    } finally {
      closeSync(file);
    }
  };

  return (path, line) => {
    const appended = queue.then(() => append(path, line));
    queue = appended.catch(() => undefined); // told to whoever asked for that line
    return appended;
  };
};

/** Most often the folder is there: it is made where the file cannot be opened without. */
const openIfThere = (path: string): number | undefined => {
  try {
    return openSync(path, appending | constants.O_CREAT, 0o600);
  } catch {
    return undefined; // the second try tells why
  }
};

const openAnew = async (path: string): Promise<number> => {
  await makeFolder(dirname(path));
  return openSync(path, appending | constants.O_CREAT, 0o600);
};

const endsMidLine = async (file: number): Promise<boolean> => {
  for (let seen = -1; ; await wait(growthWait)) {
    const { size } = fstatSync(file);
    if (size === 0) return false;
    const last = Buffer.alloc(1);
    readSync(file, last, 0, 1, size - 1);
    if (last[0] === newline) return false;
    if (size === seen) return true;
    seen = size;
  }
};

const writeOnce = (file: number, line: string): void => {
  const bytes = Buffer.from(line);
  if (writeSync(file, bytes) < bytes.length) {
    throw Object.assign(new Error("the line was cut short"), { code: "ENOSPC" });
  }
};
