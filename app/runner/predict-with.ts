import type { ModelConnection, Predict } from "../../brain/core/ports.ts";
import type { OpenedRunner } from "./open-runner.ts";
import { programRunner } from "./run-program.ts";

/** The same understudy with a connection that is handed in: it is asked alone, once, and no judge is. */
export const predictWith =
  (runner: OpenedRunner, seed: number) =>
  (lm: ModelConnection): Predict =>
  async (program, evalCase, options) => {
    const means = { clock: { now: () => 0, elapsed: () => 0, nextTurn: () => {} }, log: { append: async () => {} } };
    const { line: _, fallbacks: __, judge: ___, moodLm: ____, ...speakers } = await runner.understudyOf(program, means);
    const { persona } = runner.file;
    const { predict } = programRunner({ ...speakers, persona, lm, embedder: runner.embedder, seed });
    return predict(program, evalCase, options);
  };
