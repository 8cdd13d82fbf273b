import { ProgramError } from "../../brain/core/errors.ts";
import { errnoOf, StoreError } from "../store-error.ts";

/** SQLite's result codes (sqlite.org/rescode.html) as the fault of the file system that they stand for. */
const asErrno: Readonly<Record<string, string>> = {
  SQLITE_FULL: "ENOSPC",
  SQLITE_READONLY: "EROFS",
  SQLITE_CANTOPEN: "EACCES",
  SQLITE_PERM: "EACCES",
  SQLITE_IOERR: "EIO",
};

/** What SQLite threw, as an error that names the file and what to do. What is no fault of the file or the disk stays as it is. */
export const databaseFault = (error: unknown, path: string): unknown => {
  const code = errnoOf(error) ?? "";
  const message = error instanceof Error ? error.message : "";
  // Extended codes (SQLITE_IOERR_WRITE) begin with their primary one.
  const errno = Object.entries(asErrno).find(([primary]) => code.startsWith(primary))?.[1];
  if (errno !== undefined) return new StoreError("unwritable", path, withCode(error, errno));
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code) || /^no such (table|column)/.test(message)) return damaged(path, error);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    const what = `${path} has been held by another process for seconds, and nothing can be written to it`;
    return new ProgramError("busy", `${what}. End that process, or wait for it.`, { cause: error });
  }
  if (message.includes("Unable to open connection")) {
    return new StoreError("unwritable", path, withCode(error, "EACCES"));
  }
  return error;
};

/** Nothing that stands in it is thrown away by us: who moves it knows what it costs. */
export const damaged = (path: string, cause?: unknown): ProgramError =>
  new ProgramError(
    "damaged",
    `${path} is damaged, or no database of this program. Put a copy back, or move it away with the files beside it that end in -wal and -shm: a new one is then begun, which knows nothing of what was spent before.`,
    { cause },
  );

/** What is written to it from now on is seen by nobody. */
export const astray = (path: string): ProgramError =>
  new ProgramError(
    "missing",
    `${path} was deleted, moved or replaced while this program used it. Put it back as it was, or start the program again: a new one is then begun, which knows nothing of what was spent before.`,
  );

const withCode = (error: unknown, code: string): Error =>
  Object.assign(new Error(error instanceof Error ? error.message : "unknown", { cause: error }), { code });
