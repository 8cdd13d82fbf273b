import { hashedEmbedding, hashedEmbeddingDimensions } from "../brain/text/hashed-embedding.ts";
import type { GuardMeans } from "../guards/index.ts";
import type { Embed } from "../guards/topics/similar-examples.ts";
import type { PersonaFile } from "./load-persona.ts";
import { readModel } from "./models.ts";

/** What the guards of a persona work with: the patterns of its policy, and the embedder where it has example sentences. */
export const loadGuardMeans = async ({ persona, patterns }: PersonaFile): Promise<GuardMeans> => {
  const hasExamples = Object.values(persona.policy).some(({ examples }) => examples.length > 0);
  return { patterns, ...(hasExamples && { embed: await localEmbed() }) };
};

/** The offline embedder, whatever the demos are chosen by: a guard asks no server. */
const localEmbed = async (): Promise<Embed> => {
  const embedding = hashedEmbedding(await readModel("embedder-idf.bin"));
  return (text) => {
    const vector = new Float32Array(hashedEmbeddingDimensions);
    embedding.write(text, vector, 0);
    return vector;
  };
};
