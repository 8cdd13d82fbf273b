import { join } from "node:path";
import { ProgramError } from "../brain/core/errors.ts";
import type { ProgramStore } from "../brain/core/ports.ts";
import { folderName } from "./folder-name.ts";
import { readProgram, writeProgram } from "./program-files.ts";

/**
 * Compiled programs in `directory`, a folder `{program.json, vectors.f32}` for each embedder. Both are put in place at
 * once, whole, and every byte is checked on loading: a crash, a second process or a bad disk may lose
 * a program, but never mix two or change one.
 *
 * `save` throws {@link StoreError} `unwritable`: the program in memory is as good as before. `load` throws
 * {@link ProgramError} `damaged`, or `mismatched` for one that a newer version saved, and {@link StoreError} `unreadable`.
 */
export const programStore = ({ directory }: { readonly directory: string }): ProgramStore => ({
  async save(program) {
    await writeProgram(join(directory, folderName(program.embedder)), program);
  },

  async load(embedder) {
    const folder = join(directory, folderName(embedder));
    try {
      const saved = await readProgram(folder);
      if (saved !== undefined && folderName(saved.program.embedder) !== folderName(embedder)) {
        throw new ProgramError("damaged", "it belongs to another embedder");
      }
      return saved?.program;
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error;
      const message = `The compiled program in ${folder} cannot be used: ${error.message}. The examples have to be compiled anew.`;
      throw new ProgramError(error.code === "damaged" ? "damaged" : "mismatched", message, { cause: error.cause });
    }
  },
});
