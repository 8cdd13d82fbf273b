import type { ProgramLibrary } from "../../brain/core/ports.ts";
import type { ConnectionMeans } from "../connections/means.ts";
import { openLm } from "../connections/open-lm.ts";
import { resolveConnection } from "../connections/resolve-connection.ts";
import { chooseProgram } from "../programs/open-programs.ts";
import { isFor } from "./open-experiments.ts";

/**
 * Looks at what the variants of this persona's experiments name, before anybody is given one: a program that is not there,
 * or a model without its key, would else end the chat of whoever comes first.
 * @throws {InputError} @throws {ProgramError} damaged
 */
export const checkVariants = async (
  means: ConnectionMeans,
  { persona, library }: { readonly persona: string; readonly library: ProgramLibrary },
): Promise<void> => {
  for (const [name, experiment] of Object.entries(means.sections.experiments)) {
    if (!experiment.running || !isFor(experiment, persona)) continue;
    for (const [variant, { program, lm }] of Object.entries(experiment.variants)) {
      const where = (key: string) => `experiments.${name}.variants.${variant}.${key} in understudy.yaml`;
      if (program !== undefined) await chooseProgram(program, library, where("program"));
      if (lm === undefined) continue;
      const connection = resolveConnection(lm, means.sections, where("lm"));
      await openLm(connection, "reply", means, { openQuestions: [] }, where("lm"));
    }
  }
};
