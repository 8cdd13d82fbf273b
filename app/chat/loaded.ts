import type { Example } from "../../brain/core/example.ts";
import type { Understudy } from "../../brain/run-turn.ts";
import type { LmChoice } from "../choose-lm.ts";

/** Who is to be met, from which examples, with which model. Paths are as they were given. */
export type Sources = {
  /** The persona that comes with the program, where it is missing. */
  readonly persona?: string;
  /** Those beside the persona's file, where it is missing. */
  readonly data?: string;
  readonly lm: LmChoice;
  /** As in Settings: they belong to the examples of the start. */
  readonly program?: string;
  /** Who chose `program`, for messages, where that was not whoever chose the others. */
  readonly programFrom?: string;
  readonly exclude?: readonly string[];
};

/** What is loaded for a chat, and again by `/reload`. */
export type Loaded = {
  readonly understudy: Understudy;
  /** The understudy of a user, or of a conversation without one, where an experiment has another one for it. */
  readonly forUnit?: (unit: string) => Promise<Understudy | undefined>;
  readonly lm: string;
  readonly lmReason: string;
  /** For people: what was loaded, on one line. */
  readonly summary: string;
  /** Absolute, as is `dataPath`. */
  readonly personaPath: string;
  readonly dataPath: string;
  readonly examples: readonly Example[];
  /** `offline`, `ollama:nomic-embed-text`, … */
  readonly embedder: string;
};

/** @throws {InputError} @throws {LmError} of a networked embedder */
export type Load = (sources: Sources) => Promise<Loaded>;
