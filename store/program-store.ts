import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ProgramError } from "../brain/core/errors.ts";
import type { ProgramStore } from "../brain/core/ports.ts";
import type { CompiledProgram, EmbedderIdentity } from "../brain/core/program.ts";
import { folderName } from "./folder-name.ts";
import { decodeProgram, encodeProgram } from "./program-codec.ts";
import { errnoOf, StoreError } from "./store-error.ts";
import { writeTogether } from "./write-together.ts";

const programName = "program.json";
const vectorsName = "vectors.f32";

/** Another process may put its program in place between our two reads. */
const attempts = 8;

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
    const folder = join(directory, folderName(program.embedder));
    const { json, vectors } = encodeProgram(program);
    await writeTogether([
      { path: join(folder, vectorsName), data: vectors },
      { path: join(folder, programName), data: json },
    ]);
  },

  async load(embedder) {
    const folder = join(directory, folderName(embedder));
    for (let attempt = 1; ; attempt++) {
      try {
        return await loadFrom(folder, embedder);
      } catch (error) {
        if (!(error instanceof ProgramError)) throw new StoreError("unreadable", folder, error);
        if (error.code === "damaged" && attempt < attempts) continue;
        const message = `The compiled program in ${folder} cannot be used: ${error.message}. The examples have to be compiled anew.`;
        throw new ProgramError(error.code === "damaged" ? "damaged" : "mismatched", message, { cause: error.cause });
      }
    }
  },
});

const loadFrom = async (folder: string, embedder: EmbedderIdentity): Promise<CompiledProgram | undefined> => {
  const json = await readIfThere(join(folder, programName));
  if (json === undefined) {
    if (!(await isThere(join(folder, vectorsName)))) return undefined;
    throw new ProgramError("damaged", `${programName} is missing`);
  }
  const vectors = await readIfThere(join(folder, vectorsName));
  if (vectors === undefined) throw new ProgramError("damaged", `${vectorsName} is missing`);
  const program = decodeProgram({ json, vectors });
  if (folderName(program.embedder) !== folderName(embedder)) {
    throw new ProgramError("damaged", "it belongs to another embedder");
  }
  return program;
};

const readIfThere = (path: string): Promise<Buffer | undefined> => readFile(path).catch(unlessMissing);

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(unlessMissing)) !== undefined;

const unlessMissing = (error: unknown): undefined => {
  if (["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "")) return undefined;
  throw error;
};
