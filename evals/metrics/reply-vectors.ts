import type { Embedder } from "../../brain/core/ports.ts";

/** Vectors that are kept, so that a pool is embedded once and memory stays bounded. */
const mostKept = 20_000;

/** The vectors of texts by an embedder, each text embedded once: row i is that of `texts[i]`. */
export type ReplyVectors = (
  texts: readonly string[],
  options?: { readonly signal?: AbortSignal },
) => Promise<readonly Float32Array[]>;

/** Remembers vectors; several metrics share one such memory. */
export const replyVectors = (embedder: Embedder): ReplyVectors => {
  const kept = new Map<string, Float32Array>();
  return async (texts, options = {}) => {
    const known = new Map(
      texts.flatMap((text) => {
        const vector = kept.get(text);
        return vector === undefined ? [] : [[text, vector] as const];
      }),
    );
    const missing = [...new Set(texts)].filter((text) => !known.has(text));
    if (missing.length > 0) {
      const vectors = await embedder.embed(missing, options);
      const dimensions = vectors.length / missing.length;
      if (kept.size + missing.length > mostKept) kept.clear();
      missing.forEach((text, row) => {
        const vector = vectors.slice(row * dimensions, (row + 1) * dimensions);
        known.set(text, vector);
        kept.set(text, vector);
      });
    }
    // Every text is known by now.
    return texts.map((text) => known.get(text) as Float32Array);
  };
};
