import type { OptimizerName } from "../../optimizers/index.ts";

/** What programs keep of their optimizer, where it is not what `--optimizer` takes. */
const asked: Readonly<Record<string, OptimizerName>> = {
  "knn-few-shot": "knn",
  "labeled-few-shot": "labeled",
  "random-demos": "random",
  "bootstrap-few-shot": "bootstrap",
};

/** The name by which `--optimizer` knows a program's optimizer; their settings tell `knn`, `knn-mmr` and `knn-pinned` apart. */
export const optimizerName = (kept: string): string => (Object.hasOwn(asked, kept) ? (asked[kept] ?? kept) : kept);
