import { z } from "zod";
import type { Example } from "./example.ts";

/** 2: pinned demos, candidates and the record of a compile. Files of format 1 are read as well. */
export const programFormat = 2;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hex");

const share = z.number().min(0).max(1);

/** A demo that stands in every prompt of the program, before the chosen ones. */
const pinnedDemo = z.strictObject({
  /** Id of one of `examples`. */
  id: z.string(),
  /** A teacher's reply that stands in place of the client's own, and how the metric rated it. */
  made: z.strictObject({ reply: z.string(), lm: z.string(), score: share }).optional(),
});

/** How a candidate of a compile did on the devset. */
const candidate = z.strictObject({
  /** What tells it from the others, for people: "knn k=5, nearest last". */
  name: z.string(),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  n: z.int().min(0),
  clusters: z.int().min(0),
  mean: share,
  low: share,
  high: share,
  errors: z.int().min(0),
  /** True for baselines, which are there to be compared with. */
  baseline: z.boolean(),
});

/** Where a named program comes from. */
const compileRecord = z.strictObject({
  name: z.string(),
  /** ISO 8601. */
  createdAt: z.string(),
  /** Version of Understudy that compiled it. */
  code: z.string(),
  /** `provider:model` that replies were asked of; `none` where the metric needed no replies. */
  lm: z.string(),
  metric: z.string(),
  seed: z.int(),
  /** Hash of all that opens the prompt: the persona's words, rules and manner. */
  prompt: sha256,
  devset: sha256,
  /** `id` of the program that was promoted when this one was compiled. */
  parent: z.string().optional(),
  spent: z.strictObject({
    calls: z.int().min(0),
    promptTokens: z.int().min(0),
    completionTokens: z.int().min(0),
    /** US dollars; missing where the model's price is not known. */
    cost: z.number().min(0).optional(),
  }),
});

/** `program.json` of a compiled program; the vectors lie beside it in `vectors.f32` (little-endian, row after row). */
export const programFile = z.strictObject({
  format: z.union([z.literal(1), z.literal(programFormat)]),
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
  examples: z.array(
    z.strictObject({
      id: z.string(),
      hash: sha256,
      /** What the example had earned by ratings of replies when it was compiled; it counts as long as the program speaks. */
      earnedRating: z.number().min(1).max(5).optional(),
    }),
  ),
  vectors: z.strictObject({ sha256, rows: z.int().min(0), dimensions: z.int().min(1) }),
  pinned: z.array(pinnedDemo).default([]),
  candidates: z.array(candidate).default([]),
  record: compileRecord.optional(),
});

export type ProgramFile = z.infer<typeof programFile>;

/** `version` names the text preparation and, for the offline embedder, the hash of its IDF table. */
export type EmbedderIdentity = Readonly<ProgramFile["embedder"]>;

/** What an optimizer works on: a signature and its instruction. */
export type Student = Readonly<ProgramFile["student"]>;

export type PinnedDemo = Readonly<z.infer<typeof pinnedDemo>>;
export type Candidate = Readonly<z.infer<typeof candidate>>;
export type CompileRecord = Readonly<z.infer<typeof compileRecord>>;

/** What an optimizer makes: plain data that can be saved. */
export type CompiledProgram = {
  readonly optimizer: string;
  readonly settings: ProgramFile["settings"];
  readonly student: Student;
  readonly embedder: EmbedderIdentity;
  readonly trainsetHash: string;
  readonly rows: readonly {
    readonly id: string;
    readonly hash: string;
    readonly earnedRating?: number | undefined;
  }[];
  /** `Float32Array[n × d]`, unit length. */
  readonly vectors: Float32Array;
  readonly pinned: readonly PinnedDemo[];
  /** What was tried on the devset, baselines among them; empty where nothing was measured. */
  readonly candidates: readonly Candidate[];
  /** Of a named program. */
  readonly record?: CompileRecord;
  /** The examples of the rows, where they are at hand: they are not saved, but joined by id and hash on loading. */
  readonly trainset: readonly Example[];
};
