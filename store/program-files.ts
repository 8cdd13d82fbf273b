import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ProgramError } from "../brain/core/errors.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import { decodeProgram, encodeProgram } from "./program-codec.ts";
import { errnoOf, StoreError } from "./store-error.ts";
import { writeTogether } from "./write-together.ts";

export const programName = "program.json";
export const vectorsName = "vectors.f32";

/** Another process may put its program in place between our two reads. */
const attempts = 8;

export type SavedProgram = {
  /** First 12 hex digits of the SHA-256 of program.json. */
  readonly id: string;
  readonly program: CompiledProgram;
};

/**
 * Puts both files of a program into a folder at once, whole. Gives its id.
 * @throws {StoreError} unwritable; what was there before is still there @throws {ProgramError} damaged: it cannot be kept
 */
export const writeProgram = async (folder: string, program: CompiledProgram): Promise<string> => {
  const { json, vectors } = encodeProgram(program);
  await writeTogether([
    { path: join(folder, vectorsName), data: vectors },
    { path: join(folder, programName), data: json },
  ]);
  return idOf(json);
};

/**
 * The program of a folder, every byte of it checked; `undefined` where neither of its files is there.
 * @throws {ProgramError} damaged, mismatched: with why, and not where @throws {StoreError} unreadable
 */
export const readProgram = async (folder: string): Promise<SavedProgram | undefined> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readOnce(folder);
    } catch (error) {
      if (!(error instanceof ProgramError)) throw new StoreError("unreadable", folder, error);
      if (error.code !== "damaged" || attempt >= attempts) throw error;
    }
  }
};

/** Whether a folder holds either file of a program. @throws {StoreError} unreadable */
export const holdsProgram = async (folder: string): Promise<boolean> => {
  try {
    return (await isThere(join(folder, programName))) || (await isThere(join(folder, vectorsName)));
  } catch (error) {
    throw new StoreError("unreadable", folder, error);
  }
};

const readOnce = async (folder: string): Promise<SavedProgram | undefined> => {
  const json = await readFile(join(folder, programName)).catch(unlessMissing);
  if (json === undefined) {
    if (!(await isThere(join(folder, vectorsName)))) return undefined;
    throw new ProgramError("damaged", `${programName} is missing`);
  }
  const vectors = await readFile(join(folder, vectorsName)).catch(unlessMissing);
  if (vectors === undefined) throw new ProgramError("damaged", `${vectorsName} is missing`);
  return { id: idOf(json), program: decodeProgram({ json, vectors }) };
};

const idOf = (json: Uint8Array): string => createHash("sha256").update(json).digest("hex").slice(0, 12);

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(unlessMissing)) !== undefined;

const unlessMissing = (error: unknown): undefined => {
  if (["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "")) return undefined;
  throw error;
};
