import type { Summary } from "../brain/core/evaluation.ts";
import type { Candidate } from "../brain/core/program.ts";

/** What a program's record keeps of how one of its candidates did. */
export const candidateOf = (
  about: Pick<Candidate, "name" | "settings" | "baseline">,
  { n, clusters, mean, low, high, errors }: Summary,
): Candidate => ({ ...about, n, clusters, mean, low, high, errors });
