import type { Embedder } from "../brain/core/ports.ts";

/** The embedder, asked for each text once for as long as this is kept: candidates of a search mostly share their texts. */
export const rememberTexts = (embedder: Embedder): Embedder => {
  const known = new Map<string, Float32Array>();
  return {
    identity: embedder.identity,
    async embed(texts, options) {
      const missing = [...new Set(texts)].filter((text) => !known.has(text));
      if (missing.length > 0) {
        const embedded = await embedder.embed(missing, options);
        const dimensions = embedded.length / missing.length;
        // What is no matrix is handed on as it came, for the caller to refuse.
        if (!Number.isInteger(dimensions)) return embedded;
        missing.forEach((text, row) => {
          known.set(text, embedded.slice(row * dimensions, (row + 1) * dimensions));
        });
      }
      const dimensions = texts[0] === undefined ? 0 : (known.get(texts[0])?.length ?? 0);
      const vectors = new Float32Array(texts.length * dimensions);
      texts.forEach((text, row) => {
        vectors.set(known.get(text) ?? [], row * dimensions);
      });
      return vectors;
    },
  };
};
