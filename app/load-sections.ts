import { lstatSync } from "node:fs";
import { resolve } from "node:path";
import { InputError } from "../brain/core/errors.ts";
import type { Sections } from "./sections.ts";

/**
 * What understudy.yaml of `cwd` says beside flags; the defaults where there is none.
 * @param onFault for who can do without: told what is wrong, once, instead of having it thrown; then what stands below a key
 * of the file's top with a mistake has its default
 * @throws {InputError} with line and column, what was found and what was expected, for the first five problems
 */
export const loadSections = async (
  cwd = process.cwd(),
  { onFault }: { readonly onFault?: (fault: InputError) => void } = {},
): Promise<Sections> => {
  const path = resolve(cwd, "understudy.yaml");
  // Its reader is loaded only where there is one.
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return none();
  const { loadConfigFile, readConfigFile } = await import("./config-file.ts");
  if (onFault === undefined) return (await loadConfigFile(path)).sections;
  try {
    const { file, fault } = await readConfigFile(path);
    if (fault !== undefined) onFault(fault.error);
    return file.sections;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    onFault(error);
    return none();
  }
};

const none = async (): Promise<Sections> => (await import("./no-sections.ts")).noSections;
