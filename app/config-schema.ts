import { z } from "zod";
import { connectionSchema, priceSchema, rolesSchema } from "./connections/connection-schema.ts";
import { experimentsSchema } from "./experiments/experiment-schema.ts";
import { metricsSchema } from "./metrics/metrics-schema.ts";
import { logSchema } from "./predictions/log-schema.ts";
import { budgetSchema } from "./spend/budget-schema.ts";

const text = z.string().trim().min(1);

/** A connection, or `provider[:model]`: which names there are is known once the whole file is read. */
const spec = text;

const chatSchema = z.strictObject({
  while_replying: z.enum(["queue", "interrupt"]).optional(),
  typing_pace: z.number().min(0).optional(),
  theme: z.enum(["auto", "light", "dark", "none"]).optional(),
  screen_reader: z.boolean().optional(),
  inspector: z.enum(["open", "closed"]).optional(),
  price: priceSchema.optional(),
});

/** All that an understudy.yaml can hold: first what flags can say, too, then the sections. */
export const configSchema = z.strictObject({
  persona: text.optional(),
  data: text.optional(),
  lm: spec.optional(),
  embedder: spec.optional(),
  program: text.optional(),
  chat: chatSchema.default({}),
  connections: z.record(text, connectionSchema).default({}),
  roles: rolesSchema.default({}),
  budgets: budgetSchema.prefault({}),
  log: logSchema.prefault({}),
  metrics: metricsSchema.prefault({}),
  experiments: experimentsSchema.default({}),
});

export type ConfigValues = z.infer<typeof configSchema>;

/** The keys that an object at this path may have; none where it may have any. */
export const keysAt = (path: readonly (string | number)[]): readonly string[] => {
  let reached: readonly z.core.$ZodType[] = [configSchema];
  for (const step of path) reached = reached.flatMap((schema) => below(schema, step));
  return reached.flatMap((schema) => {
    const open = unwrapped(schema);
    return open instanceof z.ZodObject ? Object.keys(open.shape) : [];
  });
};

const below = (schema: z.core.$ZodType, step: string | number): readonly z.core.$ZodType[] => {
  const open = unwrapped(schema);
  if (open instanceof z.ZodObject) {
    const next: z.core.$ZodType | undefined = open.shape[step];
    return next === undefined ? [] : [next];
  }
  if (open instanceof z.ZodRecord) return [open.valueType];
  if (open instanceof z.ZodArray) return [open.element];
  return [];
};

const unwrapped = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? unwrapped(schema.unwrap())
    : schema;
