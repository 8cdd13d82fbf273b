import type { Example } from "../brain/core/example.ts";
import type { CompiledProgram, EmbedderIdentity, Student } from "../brain/core/program.ts";
import { type DemoSettings, readSettings, savedSettings } from "./demo-settings.ts";
import { exampleHash, trainsetHash } from "./example-hash.ts";
import { knnFewShotName } from "./knn-few-shot.ts";
import { sameIdentity } from "./same-identity.ts";

/** Whether compiling anew would give the program that is at hand: then it lacks only `trainset`, in this very order. */
export const isCurrent = (
  program: CompiledProgram,
  trainset: readonly Example[],
  settings: DemoSettings,
  student: Student,
  embedder: EmbedderIdentity,
): boolean =>
  program.optimizer === knnFewShotName &&
  JSON.stringify(sorted(program.settings)) === JSON.stringify(sorted(savedSettings(settings))) &&
  program.student.signature === student.signature &&
  program.student.instructions === student.instructions &&
  sameIdentity(program.embedder, embedder) &&
  program.trainsetHash === trainsetHash(trainset) &&
  program.rows.length === trainset.length;

/**
 * The program with the example of each of its rows, found by id and hash among `examples` (more may be given).
 * `undefined` where one is missing or was changed: the program must be compiled anew.
 */
export const joinTrainset = (program: CompiledProgram, examples: readonly Example[]): CompiledProgram | undefined => {
  const settings = readSettings(program.settings);
  if (settings === undefined) return undefined;
  const byId = new Map(examples.map((example) => [example.id, example]));
  const trainset: Example[] = [];
  for (const { id, hash, earnedRating } of program.rows) {
    const example = byId.get(id);
    if (example === undefined || exampleHash(example, settings) !== hash) return undefined;
    trainset.push(earnedRating === undefined || example.rating !== undefined ? example : { ...example, earnedRating });
  }
  return { ...program, trainset };
};

const sorted = (settings: CompiledProgram["settings"]) => Object.entries(settings).toSorted();
