import { closeSync, openSync, rmSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { errnoOf } from "./store-error.ts";

/** Milliseconds between two tries, and tries after which the lock must be a dead process's: nobody holds one for 2 s. */
const pause = 5;
const tries = 400;

/** Does short work while no other process does: a file stands for the right to it. Faults are the file system's. */
export const withLock = async (path: string, work: () => void): Promise<void> => {
  for (let attempt = 1; !create(path); attempt++) {
    if (attempt % tries === 0) rmSync(path, { force: true });
    else await wait(pause);
  }
  try {
    work();
  } finally {
    rmSync(path, { force: true });
  }
};

const create = (path: string): boolean => {
  try {
    closeSync(openSync(path, "wx", 0o600));
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
};
