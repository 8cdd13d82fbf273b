import type { HnswLibrary } from "./hnsw-index.ts";

/** hnswlib-node, an optional dependency: `undefined` where it is not installed, or was not built for this machine. */
export const loadHnsw = async (): Promise<HnswLibrary | undefined> => {
  try {
    const { default: library } = await import("hnswlib-node");
    return library;
  } catch {
    return undefined; // exact search serves
  }
};
