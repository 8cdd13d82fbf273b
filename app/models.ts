import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ProgramError } from "../brain/core/errors.ts";
import { modelsFolder } from "./paths.ts";

/** The small trained weights that come with the program, by file name. @throws {ProgramError} where the file is gone */
export const readModel = async (name: string): Promise<Uint8Array> => {
  const path = join(modelsFolder(), name);
  try {
    return await readFile(path);
  } catch (cause) {
    throw new ProgramError("damaged", `${path} cannot be read: reinstall the program, or restore the file from git`, {
      cause,
    });
  }
};
