import type { Embedder, Optimizer } from "../brain/core/ports.ts";
import { compileProgram } from "./compile-program.ts";
import type { DemoSettings } from "./demo-settings.ts";

export const labeledFewShotName = "labeled-few-shot";

/**
 * The same demos in every conversation: a sample of the client's examples, well rated ones first, spread over tags and
 * conversations (compare DSPy's LabeledFewShot, which draws blindly). No embedding in a turn.
 */
export const labeledFewShot = (settings: DemoSettings, { embedder }: { readonly embedder: Embedder }): Optimizer => ({
  name: labeledFewShotName,
  compile: (student, trainset, options) =>
    compileProgram(
      { optimizer: labeledFewShotName, settings: { ...settings, choice: "fixed", pinned: 0 }, embedder },
      student,
      trainset,
      options,
    ),
});
