import { randomUUID } from "node:crypto";
import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { InputHistory } from "../brain/core/session-ports.ts";
import { makeFolder } from "./make-folder.ts";
import { withLock } from "./with-lock.ts";

/** UTF-16 units. A pasted book is no line to go back to, and a thousand of them would make every start slow. */
const longest = 20_000;
/** The file is written anew once it holds so many times more than is kept: seldom, and never large. */
const roomFactor = 2;
const newline = "\n".charCodeAt(0);

/**
 * Messages in a file of JSON texts, one a line, for its owner alone; the last `limit` of them are kept. Processes that
 * append at once take turns, so that none loses what another adds while the file is written anew.
 */
export const inputHistory = ({
  path,
  limit = 1000,
}: {
  readonly path: string;
  readonly limit?: number;
}): InputHistory => {
  /** Messages in the file, as far as this process knows, and the last of them. */
  let count: number | undefined;
  let last: string | undefined;
  /** Of one process they come in the order of the calls. */
  let queue: Promise<void> = Promise.resolve();

  const add = (message: string): void => {
    if (count === undefined) ({ count, last } = summaryOf(linesOf(readOrNothing(path))));
    if (message === last) return;
    appendLine(path, JSON.stringify(message));
    last = message;
    count++;
    if (count < roomFactor * limit) return;
    const lines = linesOf(readOrNothing(path));
    if (lines.length >= roomFactor * limit) replace(path, lines.slice(-limit));
    count = Math.min(lines.length, limit);
  };

  return {
    async read() {
      try {
        return linesOf(await readFile(path, "utf8")).slice(-limit);
      } catch {
        return []; // as the port says
      }
    },

    append(message) {
      if (message.trim() === "" || message.length > longest) return queue;
      queue = queue.then(async () => {
        try {
          await makeFolder(dirname(path));
          await withLock(`${path}.lock`, () => add(message));
        } catch {
          // As the port says.
        }
      });
      return queue;
    },
  };
};

/** The messages of a file; what is damaged is passed over, and the same several times in a row is one. */
const linesOf = (text: string): readonly string[] => {
  const messages = text.split("\n").flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return typeof value === "string" ? [value] : [];
    } catch {
      return [];
    }
  });
  return messages.filter((message, at) => message !== messages[at - 1]);
};

const summaryOf = (messages: readonly string[]) => ({ count: messages.length, last: messages.at(-1) });

const readOrNothing = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

/** One write at the end of the file; half a line that a crash left is ended first. */
const appendLine = (path: string, line: string): void => {
  const file = openSync(path, "a+", 0o600);
  try {
    const { size } = fstatSync(file);
    const end = Buffer.alloc(1);
    const isTorn = size > 0 && readSync(file, end, 0, 1, size - 1) === 1 && end[0] !== newline;
    writeSync(file, `${isTorn ? "\n" : ""}${line}\n`);
  } finally {
    closeSync(file);
  }
};

const replace = (path: string, messages: readonly string[]): void => {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(draft, messages.map((message) => `${JSON.stringify(message)}\n`).join(""), {
      mode: 0o600,
      flag: "wx",
    });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
};
