import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { errnoOf } from "./store-error.ts";

/** A folder for its owner alone, with those above it. (Node's own recursive mkdir never returns below /proc.) */
export const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return;
    if (errnoOf(error) !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path, { mode: 0o700 }).catch((again: unknown) => {
      if (errnoOf(again) !== "EEXIST") throw again; // another process was quicker
    });
  }
};
