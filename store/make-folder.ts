import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { errnoOf } from "./store-error.ts";

/** A folder for its owner alone, with those above it. (Node's own recursive mkdir never returns below /proc.) */
export const makeFolder = async (path: string): Promise<void> => make(path);

/** Waits for no turn of the event loop, so that what is written into the folder need not either: see append-line.ts. */
const make = (path: string): void => {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return;
    if (errnoOf(error) !== "ENOENT" || dirname(path) === path) throw error;
    make(dirname(path));
    makeUnlessThere(path);
  }
};

const makeUnlessThere = (path: string): void => {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error; // another process was quicker
  }
};
