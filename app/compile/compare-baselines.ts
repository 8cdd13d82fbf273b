import { holm } from "../../evals/statistics/holm.ts";
import { type PairedTest, pairedTest } from "../../evals/statistics/paired-test.ts";
import type { MeasuredProgram } from "./measure-program.ts";

/** The compiled program against one baseline, on the cases that both have a score of. */
export type BaselineTest = PairedTest & {
  readonly baseline: string;
  /** `p` after Holm's correction for the number of baselines. */
  readonly corrected: number;
};

/** How the first of the programs differs from each baseline among the others. */
export const compareBaselines = ([program, ...others]: readonly MeasuredProgram[]): readonly BaselineTest[] => {
  if (program === undefined) return [];
  const tests = others
    .filter(({ isBaseline }) => isBaseline)
    .map(({ name, scored }) => ({ baseline: name, ...pairedTest(scored, program.scored) }));
  const corrected = holm(tests.map(({ p }) => p));
  return tests.map((test, at) => ({ ...test, corrected: corrected[at] ?? 1 }));
};
