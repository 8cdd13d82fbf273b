import type { Persona } from "../../brain/core/persona.ts";
import type { CompiledProgram } from "../../brain/core/program.ts";

/** The persona with as many demos a turn as the program was compiled for, in every pipeline that wants any; unchanged where it does not say. */
export const withDemoCount = (persona: Persona, { settings }: Pick<CompiledProgram, "settings">): Persona => {
  const { k } = settings;
  if (typeof k !== "number") return persona;
  const pipelines = Object.fromEntries(
    Object.entries(persona.pipelines).map(([name, pipeline]) => [
      name,
      pipeline.demos?.k ? { ...pipeline, demos: { ...pipeline.demos, k } } : pipeline,
    ]),
  );
  // The same keys, each of its own kind still.
  return { ...persona, model: { ...persona.model, demos: k }, pipelines: pipelines as Persona["pipelines"] };
};
