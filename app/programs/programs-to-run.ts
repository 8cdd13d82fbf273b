import type { CompiledProgram } from "../../brain/core/program.ts";
import { programStore } from "../../store/program-store.ts";
import type { OpenedRunner } from "../runner/open-runner.ts";
import type { Settings } from "../settings.ts";
import { openChosen } from "./open-chosen.ts";
import { chooseProgram, defaultProgram, openPrograms } from "./open-programs.ts";
import { fittedFolder } from "./program-folder.ts";

/** A program that is ready to run, with its examples, under the name that reports give it. */
export type RunnableProgram = { readonly name: string; readonly id: string; readonly program: CompiledProgram };

/**
 * The programs of these names, each once, in this order; none named means the one that a chat would use, and names such
 * as `@zero-shot` are compiled on the spot.
 * @throws {InputError} nothing has that name @throws {ProgramError} damaged, mismatched @throws {LmError} of the embedder
 */
export const programsToRun = async (
  names: readonly string[],
  settings: Settings,
  { config, dataPath, embedder, examples }: OpenedRunner,
): Promise<{ readonly programs: readonly RunnableProgram[]; readonly notices: readonly string[] }> => {
  const { library, folder } = openPrograms(settings, config);
  const { respond } = await import("../../brain/signatures/respond.ts");
  const student = { signature: respond.name, instructions: respond.instructions };
  const wanted = names.length === 0 ? [undefined] : [...new Set(names)];
  const programs: RunnableProgram[] = [];
  const notices: string[] = [];
  // All names are looked up before anything is embedded, which may be paid for.
  const chosen = await Promise.all(
    wanted.map(async (name) => (name?.startsWith("@") ? name : chooseProgram(name, library, settings.programFrom))),
  );
  for (const each of chosen) {
    if (typeof each === "string") {
      const { openEvalPrograms } = await import("../evaluation/eval-programs.ts");
      const opened = await openEvalPrograms([each], {
        ...{ library, examples, student, embedder },
        storeFor: (name) => programStore({ directory: fittedFolder(folder, name) }),
        trainset: examples,
        testset: new Set(),
        seed: settings.seed ?? 1,
        ...(settings.programFrom !== undefined && { programFrom: settings.programFrom }),
      });
      programs.push(...opened.programs.map(({ name, id, program }) => ({ name, id, program })));
      notices.push(...opened.notices);
      continue;
    }
    const opened = await openChosen(each, examples, { embedder, folder, dataPath });
    notices.push(...opened.notices);
    programs.push({
      name: each?.name ?? defaultProgram,
      id: each?.id ?? opened.program.trainsetHash.slice(0, 12),
      program: opened.program,
    });
  }
  return { programs, notices };
};
