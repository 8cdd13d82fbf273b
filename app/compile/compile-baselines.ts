import type { Optimizer } from "../../brain/core/ports.ts";
import type { CompiledProgram } from "../../brain/core/program.ts";
import { describeSettings, readSettings } from "../../optimizers/demo-settings.ts";
import { type OptimizerDependencies, openOptimizer } from "../../optimizers/index.ts";
import type { CheckedSettings } from "./compile-settings.ts";

/** What a program has to beat: no demos at all, and as many as it has, but drawn blindly. */
export const baselinesFor = async (
  program: CompiledProgram,
  { overrides }: Pick<CheckedSettings, "overrides">,
  dependencies: OptimizerDependencies,
): Promise<readonly { readonly name: string; readonly optimizer: Optimizer }[]> => {
  const { made: _, threshold: __, pinned: ___, ...given } = { seed: dependencies.seed, ...overrides };
  const { k } = program.settings;
  const same = { ...given, ...(typeof k === "number" && { k }) };
  return [
    { name: "zero-shot", optimizer: await openOptimizer("zero-shot", same, dependencies) },
    {
      name: typeof k === "number" ? `random k=${k}` : "random",
      optimizer: await openOptimizer("random", same, dependencies),
    },
  ];
};

/** What tells a program from others, for people. */
export const describeProgram = ({ settings, pinned }: CompiledProgram, optimizer: string): string => {
  const read = readSettings(settings);
  const made = pinned.filter((each) => each.made !== undefined).length;
  const told = read === undefined ? optimizer : describeSettings(read);
  return [told, ...(made > 0 ? [`${made} made`] : []), ...(optimizer === "gepa" ? ["own instruction"] : [])].join(", ");
};
