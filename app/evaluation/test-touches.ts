import type { ProgramLibrary, RunInfo, TestTouch } from "../../brain/core/ports.ts";

/** Keeps a look at the testset with every program in the library that was looked at: also one that is cut short, and each rescoring. */
export const recordTouches = async (
  names: readonly string[],
  { id, cases }: RunInfo,
  n: number,
  library: ProgramLibrary,
): Promise<void> => {
  const at = new Date().toISOString();
  for (const name of names) await library.recordTouch(name, { at, run: id, n, testset: cases });
};

/** What each of these programs remembers of the testset. */
export const touchesOf = async (
  names: readonly string[],
  library: ProgramLibrary,
): Promise<ReadonlyMap<string, readonly TestTouch[]>> =>
  new Map(await Promise.all(names.map(async (name) => [name, await library.touches(name)] as const)));
