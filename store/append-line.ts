import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { makeFolder } from "./make-folder.ts";

/** Adds a line, without its end, to a file that only its owner may read; its folder is created. Faults are the file system's. */
export type AppendLine = (path: string, line: string) => Promise<void>;

/** Ends half a line, so that readers pass over it: ASCII's own sign for "cancel", which JSON text never holds. */
export const cancelled = "\u0018";

const appending = constants.O_APPEND | constants.O_CREAT | constants.O_RDWR;
/** Milliseconds in which a line that another process is writing grows; what a crash left does not. */
const growthWait = 20;
const newline = "\n".charCodeAt(0);

/**
 * Appends lines in the order of the calls. A line is one write at the end of the file, so that lines of several processes
 * do not mix; half a line, left by a crash or a full disk, is ended with `mark` before the next one.
 */
export const lineAppender = ({ mark = "" }: { readonly mark?: string } = {}): AppendLine => {
  /** The file that was seen to end with a whole line, or was given one. */
  let checked: string | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const append: AppendLine = async (path, line) => {
    // Most often the folder is there: it is made where the file cannot be opened without.
    const file = await open(path, appending, 0o600).catch(async () => {
      await makeFolder(dirname(path));
      return open(path, appending, 0o600);
    });
    try {
      const torn = checked !== path && (await endsMidLine(file));
      checked = undefined;
      await writeOnce(file, `${torn ? `${mark}\n` : ""}${line}\n`);
      checked = path;
    } finally {
      await file.close();
    }
  };

  return (path, line) => {
    const appended = queue.then(() => append(path, line));
    queue = appended.catch(() => undefined); // told to whoever asked for that line
    return appended;
  };
};

const endsMidLine = async (file: FileHandle): Promise<boolean> => {
  for (let seen = -1; ; await wait(growthWait)) {
    const { size } = await file.stat();
    if (size === 0) return false;
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    if (buffer[0] === newline) return false;
    if (size === seen) return true;
    seen = size;
  }
};

const writeOnce = async (file: FileHandle, line: string): Promise<void> => {
  const bytes = Buffer.from(line);
  const { bytesWritten } = await file.write(bytes);
  if (bytesWritten < bytes.length) throw Object.assign(new Error("the line was cut short"), { code: "ENOSPC" });
};
