import { InputError, ProgramError } from "../../brain/core/errors.ts";
import type { ProgramLibrary } from "../../brain/core/ports.ts";
import type { CompiledProgram } from "../../brain/core/program.ts";
import { programLibrary } from "../../store/program-library.ts";
import { loadConfig } from "../config.ts";
import { loadSplits } from "../evaluation/load-splits.ts";
import { dataPathFor, defaultPersonaPath, splitsPathFor } from "../paths.ts";
import type { Settings } from "../settings.ts";
import { programFolder } from "./program-folder.ts";

export type OpenedPrograms = {
  readonly library: ProgramLibrary;
  /** The file of examples that they were compiled from. */
  readonly dataPath: string;
  /** Where all programs of these examples lie. */
  readonly folder: string;
};

/** The named programs of the persona's examples. @throws {InputError} of the environment */
export const openPrograms = (settings: Settings, { home } = loadConfig()): OpenedPrograms => {
  const dataPath = settings.data ?? dataPathFor(settings.persona ?? defaultPersonaPath());
  const folder = programFolder(home, dataPath);
  return { library: programLibrary({ directory: folder }), dataPath, folder };
};

/** Conversations of the examples that their splits keep for measuring. @throws {InputError} the splits cannot be read */
export const heldOutOf = async (dataPath: string): Promise<ReadonlySet<string>> => {
  const splits = await loadSplits(splitsPathFor(dataPath));
  return new Set([...(splits?.dev ?? []), ...(splits?.test ?? [])]);
};

/** What `--program` takes for the program that needs no name. */
export const defaultProgram = "default";

/** A program under its name, as it was saved: without its trainset. */
export type NamedProgram = { readonly name: string; readonly id: string; readonly program: CompiledProgram };

/**
 * The program that a conversation is to be held with: the one asked for, else the promoted one; `undefined` where the
 * default is asked for, or nothing is promoted.
 * @param where what to blame in a message
 * @throws {InputError} nothing has that name @throws {ProgramError} damaged, mismatched, or not what was promoted any more
 */
export const chooseProgram = async (
  wanted: string | undefined,
  library: ProgramLibrary,
  where = "--program",
): Promise<NamedProgram | undefined> => {
  if (wanted === defaultProgram) return undefined;
  if (wanted !== undefined) return { name: wanted, ...(await asked(library.load(wanted), where)) };
  const promoted = await library.promoted();
  if (promoted === undefined) return undefined;
  const { name, id } = promoted;
  const found = await library.load(name).catch((error: unknown) => {
    throw error instanceof ProgramError ? promotedFault(error.message, error) : error;
  });
  if (found.id === id) return { name, ...found };
  throw promotedFault(
    `The promoted program "${name}" was replaced since: promoted was ${id}, there is ${found.id} now. \`understudy programs promote ${name}\` takes the new one.`,
  );
};

/** @throws {InputError} for the name that means the program without one: it cannot be looked up */
export const refuseDefault = (name: string, where: string): void => {
  if (name !== defaultProgram) return;
  throw new InputError({
    what: `${JSON.stringify(defaultProgram)} is no saved program: it is the plain nearest examples, which chat uses where nothing is promoted`,
    where,
    fix: "`understudy programs rollback` goes back until nothing is promoted; `--program default` takes it for once",
  });
};

/** What an operator named, as their mistake where there is none. @throws {InputError} */
export const asked = <Found>(found: Promise<Found>, where: string): Promise<Found> =>
  found.catch((error: unknown) => {
    if (!(error instanceof ProgramError) || error.code !== "missing") throw error;
    throw new InputError({ what: error.message, where, fix: "`understudy programs` lists them" }, { cause: error });
  });

const promotedFault = (what: string, error?: ProgramError): ProgramError =>
  new ProgramError(error?.code === "damaged" ? "damaged" : "mismatched", `${what}\n  to fix:   ${waysOut}`, {
    cause: error,
  });

/** What can be done where a program cannot be used. */
export const waysOut =
  "`understudy programs rollback` goes back to the one before, `understudy programs promote NAME` takes another, `--program default` does without for once";
