import { z } from "zod";
import type { PredictionRecord } from "./prediction.ts";

const count = z.number().min(0);
const text = z.string();

/** A line of the prediction log as it is read: keys that a newer version may have added are kept, unseen. */
export const predictionSchema: z.ZodType<PredictionRecord> = z.looseObject({
  conversation_id: text,
  timestamp: text,
  model: z.looseObject({ name: text, provider: text, prompt_version: text.nullable() }),
  input: z.looseObject({ user_text: text.nullable(), state: text.nullable() }),
  output: z.looseObject({
    response: text.nullable(),
    extracted_slots: z.record(text, z.union([text, z.number(), z.boolean()])),
    confidence: z.number().min(0).max(1).nullable(),
    next_state: text.nullable(),
  }),
  metadata: z.looseObject({
    turn: z.int().min(0),
    persona: text,
    user: text.exactOptional(),
    command: text.exactOptional(),
    connection: text.exactOptional(),
    latency_ms: count.nullable(),
    ms: z.record(text, z.number()).exactOptional(),
    tokens: z.looseObject({ input: count, output: count }),
    cost: count.nullable(),
    by_model: z
      .array(
        z.looseObject({
          model: text,
          provider: text,
          requests: count,
          tokens: z.looseObject({ input: count, output: count }),
          cost: count.nullable(),
        }),
      )
      .exactOptional(),
    experiment: text.exactOptional(),
    variant: text.exactOptional(),
    error: text.exactOptional(),
    faults: z.array(z.looseObject({ lm: text, code: text })).exactOptional(),
    prompt_hash: text.nullable(),
    demos: z.array(z.looseObject({ id: text, similarity: z.number() })),
    program: z.looseObject({ name: text, id: text }).exactOptional(),
    verdicts: z.array(z.record(text, z.unknown())),
    budgets: z.array(text).exactOptional(),
    by: text.exactOptional(),
    ended: text.exactOptional(),
  }),
});
