import type { Example } from "../brain/core/example.ts";
import type { CompileOptions, Embedder } from "../brain/core/ports.ts";
import type { CompiledProgram, Student } from "../brain/core/program.ts";
import { choosePinned } from "./choose-pinned.ts";
import { checkSettings, type DemoSettings, savedSettings } from "./demo-settings.ts";
import { embedTrainset } from "./embed-trainset.ts";
import { trainsetHash } from "./example-hash.ts";

export type CompileInput = {
  /** Name of the optimizer, as the program keeps it. */
  readonly optimizer: string;
  readonly settings: DemoSettings;
  readonly embedder: Embedder;
};

/**
 * The program that these settings make of a trainset: one vector an example, whatever is chosen by, so that programs can be
 * compared and their demos' likeness told. No model call. Rows of `previous` that did not change are not embedded again.
 * @throws {LmError} of the embedder; `aborted` once `signal` fired @throws {InputError} settings out of range
 */
export const compileProgram = async (
  { optimizer, settings: given, embedder }: CompileInput,
  student: Student,
  trainset: readonly Example[],
  { signal, previous, onProgress }: CompileOptions = {},
): Promise<CompiledProgram> => {
  const settings = checkSettings(given);
  const embedded = await embedTrainset(trainset, settings, embedder, { signal, previous, onProgress });
  return {
    optimizer,
    settings: savedSettings(settings),
    student: { signature: student.signature, instructions: student.instructions },
    trainsetHash: trainsetHash(trainset),
    ...embedded,
    pinned: choosePinned(settings, trainset, embedded),
    candidates: [],
    trainset,
  };
};
