import { randomUUID } from "node:crypto";
import { readFileSync, renameSync } from "node:fs";
import { open, readFile, realpath, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { BrainError, InputError, ProgramError } from "../../brain/core/errors.ts";
import { reserve } from "../../store/reserve.ts";
import { errnoOf, StoreError } from "../../store/store-error.ts";
import { removeLeftovers } from "../remove-leftovers.ts";

/** How often the change is made anew where somebody else wrote the file meanwhile: nobody writes one all the time. */
const tries = 5;
/** Milliseconds between two looks whether another process of ours is done, and looks: for a minute. */
const pause = 20;
const looks = 3000;

/**
 * Changes a text file of somebody's: the new content is on the disk, beside it, before it takes the old one's place, with
 * its rights; a link stays one. Of our own processes one at a time changes it; what others write meanwhile is not lost: the
 * change is made anew of that.
 * @param change makes the new content of the old; it is called again where the file was changed meanwhile
 * @param check told where the new content lies, before it counts
 * @throws {InputError} it cannot be written, or is no file; whatever `change` and `check` throw. The file is as it was then.
 */
export const replaceFile = async (
  path: string,
  change: (bytes: Buffer) => Promise<string> | string,
  check: (draft: string) => Promise<void>,
): Promise<void> => {
  const target = await realpath(path).catch((error: unknown) => refuse(path, error));
  await writable(target, path);
  const giveBack = await takeTurn(target, path);
  try {
    // Whoever else of ours has begun one was killed.
    await removeLeftovers(dirname(target), draftsOf(target));
    for (let attempt = 1; attempt <= tries; attempt++) if (await replaceOnce(target, path, change, check)) return;
  } finally {
    await giveBack();
  }
  throw new InputError({
    what: "was written by others again and again meanwhile",
    where: path,
    fix: "wait until they are done, and try again",
  });
};

/** False where the file was changed meanwhile. */
const replaceOnce = async (
  target: string,
  path: string,
  change: (bytes: Buffer) => Promise<string> | string,
  check: (draft: string) => Promise<void>,
): Promise<boolean> => {
  const { mode, uid, gid } = await writable(target, path);
  const bytes = await readFile(target).catch((error: unknown) => refuse(path, error));
  const text = await change(bytes);
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}.${randomUUID()}.tmp`);
  try {
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.chmod(mode & 0o7777);
      // Only where somebody else changes it for its owner, who may not be given files away to.
      await file.chown(uid, gid).catch(() => undefined);
      await file.sync();
    } finally {
      await file.close();
    }
    await check(draft);
    if (!readFileSync(target).equals(bytes)) return false;
    renameSync(draft, target);
    return true;
  } catch (error) {
    return refuse(path, error);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined); // gone where it took the other's place
  }
};

const draftsOf = (target: string): RegExp =>
  new RegExp(`^\\.${basename(target).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}\\.(\\d+)\\.[\\da-f-]{36}\\.tmp$`);

/** The right to change the file, of which a process that was killed holds nothing. @throws {InputError} */
const takeTurn = async (target: string, path: string): Promise<() => Promise<void>> => {
  const mark = join(dirname(target), `.${basename(target)}.lock`);
  for (let look = 1; ; look++) {
    try {
      return await reserve(mark, `${path} is being changed`);
    } catch (error) {
      const isBusy = error instanceof ProgramError && error.code === "busy";
      if (isBusy && look < looks) await wait(pause);
      else if (isBusy) throw new InputError({ what: error.message }, { cause: error });
      else if (error instanceof StoreError) return refuse(path, error.cause);
      else throw error;
    }
  }
};

/** Its rights. A rename asks only for those of the folder: a file that nobody may write is left alone here. */
const writable = async (target: string, path: string) => {
  const found = await stat(target).catch((error: unknown) => refuse(path, error));
  if (!found.isFile()) throw new InputError({ what: "is no file that could be written", where: path });
  if ((found.mode & 0o222) === 0) throw unwritable(path, "it is read-only", rights);
  // Of somebody else's file the system decides.
  await open(target, "r+").then(
    (file) => file.close(),
    (error: unknown) => refuse(path, error),
  );
  return found;
};

/** A fault of the file system as what the person can do about it. */
const refuse = (path: string, error: unknown): never => {
  const code = errnoOf(error);
  if (error instanceof BrainError || code === undefined) throw error;
  if (code === "ENOENT" || code === "ENOTDIR") throw new InputError({ what: "there is no such file", where: path });
  const { why, fix } = reasons[code] ?? { why: code, fix: "see whether the file and its folder can be written" };
  throw unwritable(path, why, fix, error);
};

const rights = "give yourself the right to write the file and its folder";
const room = "free some space, and try again";

const reasons: Readonly<Record<string, { readonly why: string; readonly fix: string }>> = {
  EACCES: { why: "permission denied", fix: rights },
  EPERM: { why: "permission denied", fix: rights },
  EROFS: { why: "the disk is read-only", fix: "copy the file to a disk that can be written, and name it with --data" },
  ENOSPC: { why: "the disk is full", fix: room },
  EDQUOT: { why: "the disk quota is used up", fix: room },
  EIO: { why: "the disk has a fault", fix: "copy the file to another disk, and name it with --data" },
  EMFILE: { why: "too many files are open", fix: "close other programs, and try again" },
};

const unwritable = (path: string, why: string, fix: string, cause?: unknown): InputError =>
  new InputError({ what: `cannot be written: ${why}`, where: path, fix }, { cause });
