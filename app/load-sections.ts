import { lstatSync } from "node:fs";
import { resolve } from "node:path";
import type { Sections } from "./sections.ts";

/**
 * What understudy.yaml of `cwd` says beside flags; the defaults where there is none.
 * @throws {InputError} with line and column, what was found and what was expected, for the first five problems
 */
export const loadSections = async (cwd = process.cwd()): Promise<Sections> => {
  const path = resolve(cwd, "understudy.yaml");
  // Its reader is loaded only where there is one.
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) {
    const { noSections } = await import("./no-sections.ts");
    return noSections;
  }
  return (await (await import("./config-file.ts")).loadConfigFile(path)).sections;
};
