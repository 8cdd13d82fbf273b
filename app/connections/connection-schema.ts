import { z } from "zod";
import { lmProviders } from "../../brain/lms/parse-spec.ts";
import { parsePrice } from "../runner/parse-price.ts";

const text = z.string().trim().min(1);
const seconds = z.number().positive().max(3600);
const count = z.int().min(1);

/** A variable's name: a key itself never stands in a file. */
const variableName = text.regex(/^[A-Z_][A-Z0-9_]*$/, "the name of a variable, such as TOGETHER_API_KEY");

export const priceSchema = z
  .union([z.string(), z.number()])
  .refine((given) => isPrice(String(given)), "PROMPT/COMPLETION in US dollars a million tokens, such as 0.88/0.88");

/** One entry of `connections` in understudy.yaml. */
export const connectionSchema = z.strictObject({
  provider: z.enum(lmProviders),
  model: text.optional(),
  base_url: text.optional(),
  /** Name of the variable that holds the key. */
  key: variableName.optional(),
  /** Handed to the server as they are: Ollama's `num_ctx` and `keep_alive`, `top_p`, … */
  options: z.record(text, z.unknown()).optional(),
  /** 0–2; takes the place of the persona's and the pipeline's. */
  temperature: z.number().min(0).max(2).optional(),
  max_tokens: z.int().min(1).max(131_072).optional(),
  price: priceSchema.optional(),
  timeouts: z
    .strictObject({
      connect: seconds.optional(),
      first_token: seconds.optional(),
      between_tokens: seconds.optional(),
    })
    .optional(),
  /** How often a call that failed before anything came is made again. */
  retries: z.int().min(0).max(10).optional(),
  limits: z
    .strictObject({
      requests_per_minute: count.optional(),
      tokens_per_minute: count.optional(),
      concurrent: count.optional(),
    })
    .optional(),
  breaker: z.strictObject({ failures: count.optional(), pause: seconds.optional() }).optional(),
  /** Seconds without a first token after which it is asked a second time; the quicker answer counts, both are paid for. */
  hedge_after: seconds.optional(),
});

export type ConnectionEntry = z.infer<typeof connectionSchema>;

const names = z.union([text, z.array(text).min(1)]);

/** Who is asked for what: names of connections, or `provider[:model]`, in the order in which they are tried. */
export const rolesSchema = z.strictObject({
  reply: names.optional(),
  fallback: names.optional(),
  judge: names.optional(),
  sentiment: names.optional(),
  embed: names.optional(),
});

export type RolesEntry = z.infer<typeof rolesSchema>;

function isPrice(given: string): boolean {
  try {
    parsePrice(given);
    return true;
  } catch {
    return false;
  }
}
