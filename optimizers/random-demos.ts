import type { Embedder, Optimizer } from "../brain/core/ports.ts";
import { compileProgram } from "./compile-program.ts";
import type { DemoSettings } from "./demo-settings.ts";

export const randomDemosName = "random-demos";

/**
 * Demos drawn for each conversation, the same ones whenever it is asked for. The baseline that choosing by similarity must
 * beat: in persona dialogue it has been found to win (arXiv 2402.09954). No embedding in a turn.
 */
export const randomDemos = (settings: DemoSettings, { embedder }: { readonly embedder: Embedder }): Optimizer => ({
  name: randomDemosName,
  compile: (student, trainset, options) =>
    compileProgram(
      { optimizer: randomDemosName, settings: { ...settings, choice: "random" }, embedder },
      student,
      trainset,
      options,
    ),
});
