import { BrainError } from "../../brain/core/errors.ts";
import type { ProgramEntry, ProgramLibrary, TestTouch } from "../../brain/core/ports.ts";
import type { Candidate, CompiledProgram } from "../../brain/core/program.ts";
import { describeSettings, readSettings } from "../../optimizers/demo-settings.ts";
import { loadConversations } from "../load-conversations.ts";
import type { Settings } from "../settings.ts";
import { changesOf, checkUsable, type TrainsetChanges } from "./fit-program.ts";
import { asked, chooseProgram, heldOutOf, openPrograms, refuseDefault } from "./open-programs.ts";

/** What a person wants to know of a named program. */
export type ProgramReport = {
  readonly name: string;
  readonly id: string;
  readonly isPromoted: boolean;
  /** Why it cannot be used; the program is missing then where not even its files can be read. */
  readonly problem?: string;
  readonly program?: CompiledProgram;
  /** Its settings in a few words. */
  readonly settings?: string;
  /** How it did on the devset itself. */
  readonly score?: Candidate;
  readonly baselines: readonly Candidate[];
  /** Looks at the testset, since it was compiled and, under its name, before. */
  readonly touches: readonly TestTouch[];
  readonly earlierTouches: readonly TestTouch[];
  /** Why it cannot be told how often the testset was looked at: then there are no touches. */
  readonly touchesProblem?: string;
};

export type ProgramList = {
  readonly programs: readonly ProgramReport[];
  /** Of the promoted one, which may be missing. */
  readonly promoted?: string;
  /** Why it cannot be told which one is promoted, or the promoted one cannot be used: then no chat starts. */
  readonly problem?: string;
};

/** All named programs of the persona's examples. @throws {StoreError} */
export const listPrograms = async (settings: Settings): Promise<ProgramList> => {
  const { library } = openPrograms(settings);
  const [entries, promoted] = await Promise.all([library.list(), promotedOf(library)]);
  const programs = await Promise.all(entries.map((entry) => reportOf(entry, library, promoted.name)));
  const problem = await promotedProblem(library);
  return {
    programs,
    ...(promoted.name !== undefined && { promoted: promoted.name }),
    ...(problem !== undefined && { problem }),
  };
};

/** How the examples of a program stand to those that are there now; a text says why that cannot be told. */
export type TrainsetState = TrainsetChanges | "unchanged" | { readonly problem: string };

/** One program, and whether its examples are still as they were. @throws {InputError} nothing has that name @throws {ProgramError} damaged */
export const reportProgram = async (
  name: string,
  settings: Settings,
): Promise<ProgramReport & { readonly program: CompiledProgram; readonly trainset: TrainsetState }> => {
  const { library, dataPath } = openPrograms(settings);
  refuseDefault(name, "programs show");
  const saved = await asked(library.load(name), "programs show");
  const promoted = await promotedOf(library);
  const report = await reportOf({ name, ...saved }, library, promoted.name);
  return { ...report, program: saved.program, trainset: await trainsetState(saved.program, dataPath) };
};

export type ComparedProgram = { readonly name: string; readonly id: string; readonly program: CompiledProgram };

/** Two programs, to be compared. @throws {InputError} nothing has that name @throws {ProgramError} damaged */
export const loadTwo = async (
  names: readonly [string, string],
  settings: Settings,
): Promise<readonly [ComparedProgram, ComparedProgram]> => {
  const { library } = openPrograms(settings);
  for (const name of names) refuseDefault(name, "programs diff");
  const load = async (name: string) => ({ name, ...(await asked(library.load(name), "programs diff")) });
  return [await load(names[0]), await load(names[1])];
};

/** Makes chat use a program; false where it did already. @throws {InputError} @throws {ProgramError} it cannot be used */
export const promoteProgram = async (
  name: string,
  settings: Settings,
): Promise<{ readonly id: string; readonly isNew: boolean }> => {
  const { library } = openPrograms(settings);
  refuseDefault(name, "programs promote");
  const { id, program } = await asked(library.load(name), "programs promote");
  checkUsable({ name, program }, await signatureName());
  const before = await library.promoted();
  await library.promote(name, new Date().toISOString());
  return { id, isNew: before?.name !== name || before.id !== id };
};

export type RolledBack = {
  /** What is promoted now; missing where nothing is: chat uses its default then. */
  readonly now?: { readonly name: string; readonly id: string };
  /** What was promoted before and cannot be used any more, with why; each was rolled back as well. */
  readonly skipped: readonly { readonly name: string; readonly id: string; readonly problem: string }[];
};

/** Makes chat use the last that was promoted before and can still be used. @throws {ProgramError} nothing is promoted, or nobody can tell what */
export const rollbackProgram = async (settings: Settings): Promise<RolledBack> => {
  const { library } = openPrograms(settings);
  const signature = await signatureName();
  const skipped: RolledBack["skipped"][number][] = [];
  for (;;) {
    const now = await library.rollback(new Date().toISOString());
    if (now === undefined) return { skipped };
    const problem = await problemOf(now, library, signature);
    if (problem === undefined) return { now, skipped };
    skipped.push({ ...now, problem });
  }
};

/** Why what was promoted once cannot be used now. */
const problemOf = async (
  { name, id }: { readonly name: string; readonly id: string },
  library: ProgramLibrary,
  signature: string,
): Promise<string | undefined> => {
  try {
    const saved = await library.load(name);
    if (saved.id !== id) return `it was replaced since: there is ${saved.id} now`;
    checkUsable({ name, program: saved.program }, signature);
    return undefined;
  } catch (error) {
    if (error instanceof BrainError) return error.message.split("\n")[0];
    throw error;
  }
};

/** What every program of a chat has to be able to do. */
const signatureName = async (): Promise<string> => (await import("../../brain/signatures/respond.ts")).respond.name;

const promotedOf = async (
  library: ProgramLibrary,
): Promise<{ readonly name?: string; readonly id?: string; readonly problem?: string }> => {
  try {
    return (await library.promoted()) ?? {};
  } catch (error) {
    if (error instanceof BrainError) return { problem: error.message };
    throw error;
  }
};

/** Why no chat can be held with what is promoted, in the words that a chat would say it in. */
const promotedProblem = async (library: ProgramLibrary): Promise<string | undefined> => {
  try {
    const chosen = await chooseProgram(undefined, library);
    if (chosen) checkUsable(chosen, await signatureName());
    return undefined;
  } catch (error) {
    if (error instanceof BrainError) return error.message;
    throw error;
  }
};

const reportOf = async (
  { name, id, program, problem }: ProgramEntry,
  library: ProgramLibrary,
  promoted: string | undefined,
): Promise<ProgramReport> => {
  const known = { name, id, isPromoted: name === promoted };
  if (program === undefined) {
    return { ...known, problem: problem ?? "it cannot be read", baselines: [], touches: [], earlierTouches: [] };
  }
  const settings = readSettings(program.settings);
  const looks = await looksOf(name, library);
  const fault = settings === undefined ? "its settings are none that this version knows" : undefined;
  const compiledAt = program.record?.createdAt ?? "";
  const own = program.candidates.find(({ baseline }) => !baseline);
  return {
    ...known,
    program,
    ...(fault !== undefined && { problem: fault }),
    ...(settings && { settings: describeSettings(settings) }),
    ...(own && { score: own }),
    baselines: program.candidates.filter(({ baseline }) => baseline),
    touches: looks.touches.filter(({ at }) => at >= compiledAt),
    earlierTouches: looks.touches.filter(({ at }) => at < compiledAt),
    ...(looks.problem !== undefined && { touchesProblem: looks.problem }),
  };
};

const looksOf = async (
  name: string,
  library: ProgramLibrary,
): Promise<{ readonly touches: readonly TestTouch[]; readonly problem?: string }> => {
  try {
    return { touches: await library.touches(name) };
  } catch (error) {
    if (error instanceof BrainError) return { touches: [], problem: error.message };
    throw error;
  }
};

const trainsetState = async (program: CompiledProgram, dataPath: string): Promise<TrainsetState> => {
  const settings = readSettings(program.settings);
  if (settings === undefined) return { problem: "its settings are none that this version knows" };
  try {
    const examples = await loadConversations(dataPath);
    return (await changesOf(program, settings, examples, () => heldOutOf(dataPath))) ?? "unchanged";
  } catch (error) {
    if (error instanceof BrainError) return { problem: error.message };
    throw error;
  }
};
