import type { Example } from "../../brain/core/example.ts";
import type { Embedder } from "../../brain/core/ports.ts";
import type { CompiledProgram } from "../../brain/core/program.ts";
import { programStore } from "../../store/program-store.ts";
import { fitProgram } from "./fit-program.ts";
import { loadProgram } from "./load-program.ts";
import { heldOutOf, type NamedProgram } from "./open-programs.ts";
import { fittedFolder } from "./program-folder.ts";

/**
 * The program to speak with, with its examples: the one that was chosen, or the default for all examples.
 * @throws {ProgramError} mismatched @throws {LmError} of the embedder
 */
export const openChosen = async (
  chosen: NamedProgram | undefined,
  examples: readonly Example[],
  { embedder, folder, dataPath }: { readonly embedder: Embedder; readonly folder: string; readonly dataPath: string },
): Promise<{ readonly program: CompiledProgram; readonly notices: readonly string[] }> => {
  const { respond } = await import("../../brain/signatures/respond.ts");
  return chosen === undefined
    ? loadProgram(examples, {
        embedder,
        store: programStore({ directory: folder }),
        student: { signature: respond.name, instructions: respond.instructions },
      })
    : fitProgram(chosen, examples, {
        embedder,
        store: programStore({ directory: fittedFolder(folder, chosen.name) }),
        signature: respond.name,
        heldOut: () => heldOutOf(dataPath),
        knowsAll: true,
      });
};
