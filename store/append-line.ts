import { closeSync, constants, fstatSync, openSync, readSync, statSync, writeSync } from "node:fs";
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
/** After which a line is written without another look: there are file systems that number files anew each time. */
const attempts = 5;

/**
 * Appends lines in the order of the calls. A line is one write at the end of the file, so that lines of several processes
 * do not mix; half a line, left by a crash or a full disk, is ended with `mark` before the next one.
 *
 * The write itself waits for no turn of the event loop: a program that draws, too, takes 20 ms for one, five times a line,
 * and a crash would lose what stood on screen for longer than that. (A line takes 0.05 ms of the processor.)
 *
 * A file that is given another name or deleted while it is waited for is left: the line goes to the one at `path`. So does
 * one whose file was deleted in the very moment of the write.
 */
export const lineAppender = ({ mark = "", creates = true }: AppendOptions = {}): AppendLine => {
  /** The file that was seen to end with a whole line, or was given one. */
  let checked: string | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  /** False where the file is not at `path` any more. */
  const tryAppend = async (path: string, line: string, isLast: boolean): Promise<boolean> => {
    const file = creates ? (openIfThere(path) ?? (await openAnew(path))) : openSync(path, appending);
    try {
      const isChecked = checked === path;
      const torn = !isChecked && (await endsMidLine(file));
      if (!isChecked && !isLast && !isAt(path, file)) return false;
      checked = undefined;
      const { nlink } = fstatSync(file);
      writeOnce(file, `${torn ? `${mark}\n` : ""}${line}\n`);
      // Some file systems count no names at all.
      if (nlink > 0 && !isLast && fstatSync(file).nlink === 0) return false;
      checked = path;
      return true;
    } finally {
      closeSync(file);
    }
  };

  const append: AppendLine = async (path, line) => {
    for (let attempt = 1; !(await tryAppend(path, line, attempt === attempts)); attempt++);
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

const isAt = (path: string, file: number): boolean => {
  const there = statSync(path, { throwIfNoEntry: false });
  const { ino, dev } = fstatSync(file);
  return there?.ino === ino && there.dev === dev;
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
