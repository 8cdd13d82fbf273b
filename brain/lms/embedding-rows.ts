import { z } from "zod";
import type { Embedded } from "./embed-with.ts";

const responseSchema = z.object({
  data: z.array(z.object({ index: z.int().min(0), embedding: z.array(z.number()) })),
  usage: z
    .object({ prompt_tokens: z.int().min(0) })
    .nullish()
    .catch(undefined),
});

/** The rows of an embeddings answer as Together, OpenAI and those that follow it send it, in the order of the texts. */
export const embeddingRows = (response: unknown): Embedded => {
  const parsed = responseSchema.safeParse(response);
  if (!parsed.success) throw new SyntaxError("not a list of embeddings");
  const { data, usage } = parsed.data;
  return {
    rows: [...data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding),
    promptTokens: usage?.prompt_tokens,
  };
};
