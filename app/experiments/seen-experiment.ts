import type { ExperimentTurn } from "../../store/experiments/experiment-log.ts";
import type { Experiment, ExperimentMetric } from "./experiment-schema.ts";

/**
 * What an experiment that understudy.yaml has no more must have been, by its turns. The control: the variant of that name,
 * else the one that was seen first. As shares stand the numbers of units. @param turns the oldest first
 */
export const seenExperiment = (turns: readonly ExperimentTurn[], metric: ExperimentMetric): Experiment => {
  const units = new Map<string, Set<string>>();
  for (const { variant, unit } of turns) units.set(variant, (units.get(variant) ?? new Set()).add(unit));
  const variants = [...units].map(([variant, { size }]) => [variant, { share: size }] as const);
  const control = variants.filter(([variant]) => variant === "control");
  const others = variants.filter(([variant]) => variant !== "control");
  return { variants: Object.fromEntries([...control, ...others]), metric, running: false };
};
