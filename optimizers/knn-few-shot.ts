import type { Embedder, Optimizer } from "../brain/core/ports.ts";
import { compileProgram } from "./compile-program.ts";
import type { DemoSettings } from "./demo-settings.ts";

export const knnFewShotName = "knn-few-shot";

/**
 * Compiles a trainset to one vector an example; `demoSelector` then picks those nearest to each conversation, where the
 * settings say so unlike each other (`diversity`), or beside some that represent all (`pinned`). It makes no model call,
 * neither now nor in a turn (compare DSPy's KNNFewShot, which bootstraps anew in every one).
 */
export const knnFewShot = (settings: DemoSettings, { embedder }: { readonly embedder: Embedder }): Optimizer => ({
  name: knnFewShotName,
  compile: (student, trainset, options) =>
    compileProgram(
      { optimizer: knnFewShotName, settings: { ...settings, choice: "nearest" }, embedder },
      student,
      trainset,
      options,
    ),
});
