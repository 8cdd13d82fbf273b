import { z } from "zod";
import type { Example } from "./example.ts";

export const programFormat = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hex");

/** `program.json` of a compiled program; the vectors lie beside it in `vectors.f32` (little-endian, row after row). */
export const programFile = z.strictObject({
  format: z.literal(programFormat),
  optimizer: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  student: z.strictObject({ signature: z.string(), instructions: z.string() }),
  embedder: z.strictObject({
    provider: z.string(),
    model: z.string(),
    dimensions: z.int().min(1),
    version: z.string(),
  }),
  /** Hash of all examples and their order. */
  trainset: sha256,
  /** One entry a row of `vectors.f32`; `hash` covers the embedded text, so that unchanged rows are not embedded again. */
  examples: z.array(z.strictObject({ id: z.string(), hash: sha256 })),
  vectors: z.strictObject({ sha256, rows: z.int().min(0), dimensions: z.int().min(1) }),
});

export type ProgramFile = z.infer<typeof programFile>;

/** `version` names the text preparation and, for the offline embedder, the hash of its IDF table. */
export type EmbedderIdentity = Readonly<ProgramFile["embedder"]>;

/** What an optimizer works on: a signature and its instruction. */
export type Student = Readonly<ProgramFile["student"]>;

/** What an optimizer makes: plain data that can be saved. */
export type CompiledProgram = {
  readonly optimizer: string;
  readonly settings: ProgramFile["settings"];
  readonly student: Student;
  readonly embedder: EmbedderIdentity;
  readonly trainsetHash: string;
  readonly rows: readonly { readonly id: string; readonly hash: string }[];
  /** `Float32Array[n × d]`, unit length. */
  readonly vectors: Float32Array;
  /** The examples of the rows, where they are at hand: they are not saved, but joined by id and hash on loading. */
  readonly trainset: readonly Example[];
};
