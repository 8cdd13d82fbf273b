import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { InputError } from "../brain/core/errors.ts";

/** Writes a file that was asked for, for its owner alone: reports hold what people wrote. @throws {InputError} it cannot be written */
export const writeReport = async (path: string, text: string): Promise<void> => {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, text, { mode: 0o600 });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown fault"; // what node:fs throws
    throw new InputError(
      { what: `cannot be written (${code})`, where: path, fix: "choose another folder with --out" },
      { cause },
    );
  }
};
