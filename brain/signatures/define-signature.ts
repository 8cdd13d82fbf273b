import { type AxSignature, f } from "@ax-llm/ax";
import { contextFields, type Field, type Fields, type ValuesOf } from "../core/signature.ts";

declare const made: unique symbol;

/** A declarative contract: what goes in, what comes out, one short instruction. */
export type Signature<In extends Fields = Fields, Out extends Fields = Fields> = {
  readonly name: string;
  readonly instructions: string;
  readonly inputs: In & typeof contextFields;
  readonly outputs: Out;
  /** The same contract as ax knows it; copy before changing it. */
  readonly ax: AxSignature;
  /** Only `defineSignature` can set it: the type system lets no other object pass for a signature. */
  readonly [made]: true;
};

/** A signature with the time and duration fields added to its inputs: there is no way to make one without them. */
export const defineSignature = <const In extends Fields, const Out extends Fields>(contract: {
  readonly name: string;
  readonly instructions: string;
  readonly inputs: In & { readonly [Name in keyof typeof contextFields]?: never };
  readonly outputs: Out;
}): Signature<In, Out> => {
  // Last, so that a signature cannot replace them.
  const inputs = { ...contract.inputs, ...contextFields };
  const { message, ...others } = inputs as Fields;
  const ax = f()
    .description(contract.instructions)
    // The user's message closes the prompt: it is what the model answers.
    .addInputFields([...Object.entries(others), ...(message ? [["message", message] as const] : [])].map(toAxInput))
    .addOutputFields(Object.entries(contract.outputs).map(toAxOutput))
    .build();
  // The symbol exists in types alone.
  return { ...contract, inputs, ax } as unknown as Signature<In, Out>;
};

export type InputsOf<S> = S extends Signature<infer In, Fields> ? ValuesOf<In> : never;

// ax keeps classes for outputs: an input says what it may be in its description alone.
const toAxInput = ([name, field]: readonly [string, Field]) => ({
  name,
  title: titleOf(name),
  description: field.description,
  type: { name: "string" as const },
});

const toAxOutput = ([name, field]: readonly [string, Field]) => ({
  name,
  title: titleOf(name),
  description: field.description,
  type:
    field.kind === "choice"
      ? { name: "class" as const, options: [...field.options] }
      : { name: field.kind === "number" ? ("number" as const) : ("string" as const) },
});

/** "localTime" → "Local Time", as ax itself would name it. */
const titleOf = (name: string) => name.replace(/[A-Z]/g, " $&").replace(/^./, (first) => first.toUpperCase());
