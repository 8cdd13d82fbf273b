import { hashedEmbedding, hashedEmbeddingDimensions } from "../brain/text/hashed-embedding.ts";
import type { GuardMeans } from "../guards/index.ts";
import type { Embed } from "../guards/topics/similar-examples.ts";
import type { PersonaFile } from "./load-persona.ts";
import { readModel } from "./models.ts";

/** What the guards of a persona work with: their weights, the patterns of its policy, and the embedder where it has examples. */
export const loadGuardMeans = async ({ persona, patterns }: PersonaFile): Promise<GuardMeans> => {
  const hasExamples = Object.values(persona.policy).some(({ examples }) => examples.length > 0);
  const [crisis, identity, manipulation, meetings, embed] = await Promise.all([
    readModel("crisis.bin"),
    readModel("identity.bin"),
    readModel("manipulation.bin"),
    readModel("meetings.bin"),
    hasExamples ? localEmbed() : undefined,
  ]);
  return { weights: { crisis, identity, manipulation, meetings }, patterns, ...(embed && { embed }) };
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
