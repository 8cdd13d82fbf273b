import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "../store/store-error.ts";

/** Milliseconds. What is younger may belong to a process in another container, whose number means nothing here. */
const oldEnough = 60_000;

/**
 * Deletes what processes of ours that were killed have left in `folder`: what is called by `pattern`, belongs to this user,
 * is over a minute old, and names a process that has ended. What cannot be deleted stays; never throws.
 * @param pattern its first group is the number of the process
 */
export const removeLeftovers = async (folder: string, pattern: RegExp): Promise<void> => {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(
    names.map(async (name) => {
      const pid = Number(pattern.exec(name)?.[1]);
      if (!Number.isInteger(pid) || pid < 1 || isAlive(pid)) return;
      const path = join(folder, name);
      const found = await lstat(path).catch(() => undefined);
      if (found === undefined || found.isSymbolicLink() || found.uid !== (process.getuid?.() ?? found.uid)) return;
      if (Date.now() - found.mtimeMs < oldEnough) return;
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }),
  );
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== "ESRCH"; // somebody else's
  }
};
