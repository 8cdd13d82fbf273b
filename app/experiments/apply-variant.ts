import type { Understudy } from "../../brain/run-turn.ts";
import type { ExperimentVariant } from "./experiment-schema.ts";

/** The understudy as a variant has it, but for its model and its program. */
export const applyVariant = (
  understudy: Understudy,
  { instructions, guidance, temperature, demos }: ExperimentVariant,
): Understudy => {
  const { persona } = understudy;
  const changed: Record<string, unknown> = {};
  for (const [name, pipeline] of Object.entries(persona.pipelines)) {
    changed[name] = {
      ...pipeline,
      ...(guidance?.[name] !== undefined && { guidance: guidance[name] }),
      // What a pipeline has of its own goes before the persona's: a variant means all that speak.
      ...(temperature !== undefined && pipeline.temperature !== undefined && { temperature }),
      ...(demos !== undefined && pipeline.demos?.k && { demos: { ...pipeline.demos, k: demos } }),
    };
  }
  return {
    ...understudy,
    ...(instructions !== undefined && { instructions }),
    persona: {
      ...persona,
      pipelines: changed as typeof persona.pipelines, // the same names, each changed in its values alone
      model: {
        ...persona.model,
        ...(temperature !== undefined && { temperature }),
        ...(demos !== undefined && { demos }),
      },
    },
  };
};
