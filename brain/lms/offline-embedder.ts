import { createHash } from "node:crypto";
import { LmError } from "../core/errors.ts";
import type { Embedder } from "../core/ports.ts";
import type { EmbedderIdentity } from "../core/program.ts";
import { hashedEmbedding, hashedEmbeddingDimensions, hashedEmbeddingVersion } from "../text/hashed-embedding.ts";

/**
 * Embeds with no model and no network: hashed TF-IDF, `Float32Array[n × 512]`, equal on every machine. `idf` is the
 * content of `training_data/models/embedder-idf.bin`; its hash is part of the identity, since it is part of every vector.
 * @throws {ProgramError} damaged: `idf` is not that file
 */
export const offlineEmbedder = ({ idf }: { readonly idf: Uint8Array }): Embedder => {
  const embedding = hashedEmbedding(idf);
  const identity: EmbedderIdentity = {
    provider: "offline",
    model: "hashed-tfidf",
    dimensions: hashedEmbeddingDimensions,
    version: `${hashedEmbeddingVersion}+idf-${createHash("sha256").update(idf).digest("hex").slice(0, 12)}`,
  };
  return {
    identity: async () => identity,
    embed: async (texts, options = {}) => {
      if (options.signal?.aborted) throw new LmError("aborted", "Embedding was cancelled.", { retryable: false });
      const vectors = new Float32Array(texts.length * hashedEmbeddingDimensions);
      texts.forEach((text, row) => {
        embedding.write(text, vectors, row * hashedEmbeddingDimensions);
      });
      return vectors;
    },
  };
};
