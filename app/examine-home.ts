import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../store/make-folder.ts";
import { errnoOf } from "../store/store-error.ts";
import type { Finding } from "./finding.ts";

/** More than a file system keeps beside a file's name: a disk that has no block left is full. */
const trial = Buffer.alloc(8192, "a");

/**
 * Whether `home` takes what the program writes: a small file is written there and removed again, since neither rights nor
 * free blocks alone tell it.
 * @param write what writes the file
 */
export const examineHome = async (home: string, write = writeThrough): Promise<Finding> => {
  const what = "writes to";
  try {
    await makeFolder(home);
    if (!(await stat(home)).isDirectory()) throw Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
    const path = join(home, `.doctor-${process.pid}`);
    try {
      await write(path);
    } finally {
      await rm(path, { force: true });
    }
    return { what, state: "good", detail: home };
  } catch (error) {
    const code = errnoOf(error) ?? "unknown fault";
    const isFull = code === "ENOSPC" || code === "EDQUOT";
    const why = isFull ? `: the disk is full (${code})` : ` (${code})`;
    const lost = "turns and what they cost are not recorded, and examples are compiled at every start";
    return {
      what,
      state: "broken",
      detail: `${home} cannot be written${why}: ${lost}`,
      fix: isFull
        ? "free some space, or set UNDERSTUDY_HOME to a folder on another disk"
        : "make it writable, or set UNDERSTUDY_HOME to a folder that is",
    };
  }
};

/** Waits until the disk has it: some tell only then that they are full. */
const writeThrough = async (path: string): Promise<void> => {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(trial);
    await file.sync();
  } finally {
    await file.close();
  }
};
