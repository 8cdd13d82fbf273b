import type { Embedder, Optimizer } from "../brain/core/ports.ts";
import { compileProgram } from "./compile-program.ts";
import type { DemoSettings } from "./demo-settings.ts";

export const zeroShotName = "zero-shot";

/** No demos at all: what the instruction and the persona do alone. A baseline that every other optimizer must beat. */
export const zeroShot = (settings: DemoSettings, { embedder }: { readonly embedder: Embedder }): Optimizer => ({
  name: zeroShotName,
  compile: (student, trainset, options) =>
    compileProgram(
      { optimizer: zeroShotName, settings: { ...settings, choice: "none", pinned: 0 }, embedder },
      student,
      trainset,
      options,
    ),
});
