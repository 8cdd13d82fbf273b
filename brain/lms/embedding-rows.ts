import { z } from "zod";

const responseSchema = z.object({
  data: z.array(z.object({ index: z.int().min(0), embedding: z.array(z.number()) })),
});

/** The rows of an embeddings answer as Together and OpenAI send it, in the order of the texts. */
export const embeddingRows = (response: unknown): number[][] => {
  const parsed = responseSchema.safeParse(response);
  if (!parsed.success) throw new SyntaxError("not a list of embeddings");
  return [...parsed.data.data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
};
