import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BrainError, ProgramError } from "../brain/core/errors.ts";
import type { ProgramEntry, ProgramLibrary, TestTouch } from "../brain/core/ports.ts";
import { lineAppender } from "./append-line.ts";
import { isPlainName, plainName } from "./plain-name.ts";
import { holdsProgram, readProgram, type SavedProgram, writeProgram } from "./program-files.ts";
import { readPromotions, standing, writePromotions } from "./promotions.ts";
import { readLines } from "./read-lines.ts";
import { reserve } from "./reserve.ts";
import { errnoOf, StoreError } from "./store-error.ts";

const testTouch = z.object({ at: z.string(), run: z.string(), n: z.int().min(0), testset: z.string() });

/**
 * The named programs in `directory`: `named/NAME/{program.json, vectors.f32, test-touches.jsonl}` and, beside them,
 * `promoted.json` with all promotions. What is there is checked to the byte whenever it is read, and replaced whole or
 * not at all; looks at the testset stay with a name when its program is replaced.
 *
 * Every method throws {@link InputError} where a name cannot be one, and {@link StoreError} where the disk fails.
 */
export const programLibrary = ({ directory }: { readonly directory: string }): ProgramLibrary => {
  const folderOf = (name: string) => join(directory, "named", plainName(name, "a program"));
  const promotedPath = join(directory, "promoted.json");
  const append = lineAppender();

  const names = async (): Promise<readonly string[]> => {
    const folder = join(directory, "named");
    const found = await readdir(folder).catch((error: unknown) => {
      if (errnoOf(error) === "ENOENT") return [];
      throw new StoreError("unreadable", folder, error);
    });
    return found.filter((name) => !name.startsWith(".")).toSorted();
  };

  const load = async (name: string): Promise<SavedProgram> => {
    const folder = folderOf(name);
    const saved = await readProgram(folder).catch((error: unknown) => {
      throw error instanceof ProgramError ? unusable(name, folder, error) : error;
    });
    return saved ?? missing(name, await names());
  };

  /** `undefined` for an empty folder, as a failed first save leaves it. */
  const entryOf = async (name: string): Promise<ProgramEntry | undefined> => {
    if (!isPlainName(name)) return { name, id: "", problem: "not a program of Understudy's" };
    const folder = folderOf(name);
    try {
      const saved = await readProgram(folder);
      if (saved !== undefined) return { name, ...saved };
      return (await isEmpty(folder)) ? undefined : { name, id: "", problem: `no program.json in ${folder}` };
    } catch (error) {
      if (!(error instanceof BrainError)) throw error;
      return { name, id: "", problem: error instanceof ProgramError ? `${error.message} (${folder})` : error.message };
    }
  };

  /** One after the other: each is made from the history that the one before has left. */
  const changePromotions = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const release = await reserve(join(directory, "promoting"), "A program is being promoted");
    return work().finally(release);
  };

  return {
    load,

    async list() {
      return (await Promise.all((await names()).map(entryOf))).flatMap((entry) => entry ?? []);
    },

    async save(name, program, { replace = false } = {}) {
      const folder = folderOf(name);
      if (!replace && (await holdsProgram(folder))) {
        throw new ProgramError(
          "taken",
          `There is a program named "${name}" already: give another --name, or --replace it.`,
        );
      }
      return { id: await writeProgram(folder, program) };
    },

    async promoted() {
      const last = standing(await readPromotions(promotedPath)).at(-1);
      return last && { name: last.name, id: last.id };
    },

    promote: (name, at) =>
      changePromotions(async () => {
        const { id } = await load(name);
        const history = await readPromotions(promotedPath);
        const last = standing(history).at(-1);
        if (last?.name === name && last.id === id) return;
        await writePromotions(promotedPath, [...history, { action: "promote", name, id, at }]);
      }),

    rollback: (at) =>
      changePromotions(async () => {
        const history = await readPromotions(promotedPath);
        const [before, ...rest] = standing(history).toReversed().slice(0, 2);
        if (before === undefined) {
          throw new ProgramError("missing", "No program is promoted: chat uses its default, and there is no way back.");
        }
        await writePromotions(promotedPath, [...history, { action: "rollback", at }]);
        const [now] = rest;
        return now && { name: now.name, id: now.id };
      }),

    touches: async (name) => readLines<TestTouch>(join(folderOf(name), "test-touches.jsonl"), testTouch),

    async recordTouch(name, touch) {
      const folder = folderOf(name);
      if (!(await holdsProgram(folder))) missing(name, await names());
      const path = join(folder, "test-touches.jsonl");
      await append(path, JSON.stringify(touch)).catch((error: unknown) => {
        throw new StoreError("unwritable", path, error);
      });
    },

    reserve: async (name) =>
      reserve(join(directory, "reserved", plainName(name, "a program")), `The program "${name}" is being compiled`),
  };
};

const isEmpty = async (folder: string): Promise<boolean> =>
  (await readdir(folder).catch(() => undefined))?.every((file) => file.startsWith(".")) ?? false;

const missing = (name: string, names: readonly string[]): never => {
  const known = names.length === 0 ? "None was compiled yet" : `There are ${names.join(", ")}`;
  throw new ProgramError("missing", `There is no program named "${name}". ${known}.`);
};

const unusable = (name: string, folder: string, error: ProgramError): ProgramError =>
  new ProgramError(
    error.code === "mismatched" ? "mismatched" : "damaged",
    `The program "${name}" in ${folder} cannot be used: ${error.message}.`,
    { cause: error.cause },
  );
