import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Log, TurnRecord } from "../brain/core/ports.ts";
import { makeFolder } from "./make-folder.ts";
import { StoreError } from "./store-error.ts";

export type TurnLogInput = {
  /** Created, for its owner alone, when the first record is written. */
  readonly directory: string;
  /** Called at most once: the chat goes on without its record. */
  readonly onProblem: (error: StoreError) => void;
};

const appending = constants.O_APPEND | constants.O_CREAT | constants.O_RDWR;
/** Milliseconds in which a line that another process is writing grows; what a crash left does not. */
const growthWait = 20;
const newline = "\n".charCodeAt(0);

/**
 * Appends each record as one line to `YYYY-MM-DD.jsonl` (the day of its time, UTC), in the order of the calls. A line is
 * one write at the end of the file, so that lines of several processes do not mix; half a line, left by a crash or a full
 * disk, is ended before the next one. Never throws.
 */
export const turnLog = ({ directory, onProblem }: TurnLogInput): Log => {
  let told = false;
  /** The file that was seen to end with a whole line, or was given one. */
  let checked: string | undefined;
  let queue = Promise.resolve();

  const write = async (record: TurnRecord): Promise<void> => {
    let path = directory;
    try {
      path = join(directory, `${new Date(record.time).toISOString().slice(0, 10)}.jsonl`);
      const line = `${JSON.stringify(record)}\n`;
      await makeFolder(directory);
      const file = await open(path, appending, 0o600);
      try {
        const torn = checked !== path && (await endsMidLine(file));
        checked = undefined;
        await writeOnce(file, torn ? `\n${line}` : line);
        checked = path;
      } finally {
        await file.close();
      }
    } catch (error) {
      report(new StoreError("unwritable", path, error));
    }
  };

  const report = (error: StoreError): void => {
    if (told) return;
    told = true;
    try {
      onProblem(error);
    } catch {
      // A listener that fails must not end the chat either.
    }
  };

  return {
    append: (record) => {
      queue = queue.then(() => write(record));
      return queue;
    },
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
