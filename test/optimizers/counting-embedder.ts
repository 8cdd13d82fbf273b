import type { Embedder } from "../../brain/core/ports.ts";
import type { EmbedderIdentity } from "../../brain/core/program.ts";

export type CountingEmbedder = Embedder & {
  /** The texts of each call. */
  readonly calls: (readonly string[])[];
};

/** A small embedder for tests, a vector of hashed words, that remembers what it was asked. */
export const countingEmbedder = (changes: Partial<EmbedderIdentity> = {}): CountingEmbedder => {
  const identity = { provider: "test", model: "words", dimensions: 48, version: "1", ...changes };
  const calls: (readonly string[])[] = [];
  return {
    calls,
    identity: async () => identity,
    embed: async (texts) => {
      calls.push(texts);
      const vectors = new Float32Array(texts.length * identity.dimensions);
      texts.forEach((text, row) => {
        vectors.set(vectorOf(text, identity.dimensions), row * identity.dimensions);
      });
      return vectors;
    },
  };
};

const vectorOf = (text: string, dimensions: number): readonly number[] => {
  const values = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/\w+/g) ?? []) {
    const at = [...word].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 9973, 7) % dimensions;
    values[at] = (values[at] ?? 0) + 1;
  }
  const length = Math.hypot(...values);
  return length === 0 ? values : values.map((value) => value / length);
};
