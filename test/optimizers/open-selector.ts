import type { DemoIndex } from "../../brain/core/ports.ts";
import type { CompiledProgram } from "../../brain/core/program.ts";
import { demoSelector } from "../../optimizers/demo-selector.ts";
import { exactIndex } from "../../optimizers/exact-index.ts";
import { countingEmbedder } from "./counting-embedder.ts";

/** A selector over a program of the counting embedder, with what it asked of the embedder and of the index. */
export const openSelector = (program: CompiledProgram) => {
  const { dimensions } = program.embedder;
  const exact = exactIndex({ vectors: program.vectors, dimensions, sieve: undefined });
  const searches: number[] = [];
  const index: DemoIndex = {
    ...exact,
    search: (query, k, accept) => {
      searches.push(k);
      return exact.search(query, k, accept);
    },
  };
  const embedder = countingEmbedder();
  return { selector: demoSelector(program, { embedder, index }), embedder, index, searches };
};
