import { BrainError } from "../brain/core/errors.ts";

/** A file of the program's own could not be written or read. `message` says which, why, and what to do. */
export class StoreError extends BrainError {
  declare readonly code: "unwritable" | "unreadable";

  constructor(code: "unwritable" | "unreadable", path: string, cause: unknown) {
    const verb = code === "unwritable" ? "written" : "read";
    super(code, `${path} could not be ${verb}: ${reasonOf(cause)}. ${adviceFor(cause)}`, { cause });
  }
}

/** The code of a fault of the file system, such as ENOENT. */
export const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "a file is in the way",
  EISDIR: "a folder is in the way",
  EMFILE: "too many files are open",
};

const reasonOf = (cause: unknown): string => {
  const errno = errnoOf(cause);
  return errno === undefined ? "an unexpected fault" : (reasons[errno] ?? errno);
};

const adviceFor = (cause: unknown): string => {
  const full = ["ENOSPC", "EDQUOT"].includes(errnoOf(cause) ?? "");
  return full ? "Free some space." : "Check the folder, or set UNDERSTUDY_HOME to one that can be written.";
};
