import type { Summary } from "../../brain/core/evaluation.ts";

/** How far a compile has come: what is in it has changed. */
export type CompileStep = {
  readonly phase?: string;
  readonly done?: number;
  readonly total?: number;
  readonly running?: { readonly name: string; readonly summary?: Summary };
  readonly best?: { readonly name: string; readonly summary: Summary };
};

/** The same, and what it took so far. */
export type CompileUpdate = CompileStep & {
  /** Model calls that were made, and those that the cache answered. */
  readonly calls: number;
  readonly cached: number;
  /** US dollars; missing where the price is not known. */
  readonly cost?: number;
  /** Cases that ended in a fault. */
  readonly errors: number;
};
