import { BrainError, ProgramError } from "../../brain/core/errors.ts";
import type { Example } from "../../brain/core/example.ts";
import type { Embedder, ProgramStore } from "../../brain/core/ports.ts";
import type { CompiledProgram, Student } from "../../brain/core/program.ts";
import { isCurrent, joinTrainset } from "../../optimizers/current-program.ts";
import { defaultDemoSettings } from "../../optimizers/demo-settings.ts";
import { knnFewShot } from "../../optimizers/knn-few-shot.ts";
import { breatheIfDue } from "../breathe.ts";

/**
 * The compiled program for these examples: the saved one where it is current, else compiled, taking over what did not
 * change, and saved. `notices` says what a person should know: a damaged file, a disk that could not be written.
 * @throws {LmError} of the embedder
 */
export const loadProgram = async (
  trainset: readonly Example[],
  { embedder, store, student }: { embedder: Embedder; store: ProgramStore; student: Student },
): Promise<{ program: CompiledProgram; notices: readonly string[] }> => {
  const notices: string[] = [];
  const identity = await embedder.identity();
  const saved = await store.load(identity).catch((error: unknown) => {
    if (!(error instanceof BrainError)) throw error;
    notices.push(error instanceof ProgramError ? `${error.message} That has been done.` : error.message);
    return undefined;
  });
  await breatheIfDue();
  if (saved !== undefined && isCurrent(saved, trainset, defaultDemoSettings, student, identity)) {
    await breatheIfDue();
    const program = joinTrainset(saved, trainset);
    if (program !== undefined) return { program, notices };
  }
  const optimizer = knnFewShot(defaultDemoSettings, { embedder });
  const program = await optimizer.compile(student, trainset, saved === undefined ? {} : { previous: saved });
  await store.save(program).catch((error: unknown) => {
    notices.push(
      `The compiled program was not saved (${error instanceof Error ? error.message : "unknown fault"}); the chat works all the same.`,
    );
  });
  return { program, notices };
};
