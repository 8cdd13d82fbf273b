import { createHash } from "node:crypto";
import { z } from "zod";
import type { CachedCall, CallCache } from "../brain/core/ports.ts";
import { keyedFiles } from "./keyed-files.ts";

const count = z.int().min(0);

/** One file. `sum` covers the rest, `key` too: a file that was torn, changed or moved is none. */
const callFile = z.strictObject({
  key: z.string(),
  call: z.strictObject({
    ...{ text: z.string(), promptTokens: count, completionTokens: count, ms: z.number().min(0) },
    isCut: z.literal(true).optional(),
  }),
  sum: z.string(),
});

/**
 * Answered model calls in `directory`, a file each: `ab/<key>.json`, to be read by its owner alone, since it holds what a
 * model said. What is missing or damaged is asked anew.
 */
export const callCache = ({ directory }: { readonly directory: string }): CallCache => {
  const files = keyedFiles(directory, "json");
  return {
    async get(key) {
      const json = await files.read(key);
      return json && decode(key, json.toString("utf8"));
    },
    put: (key, { text, promptTokens, completionTokens, ms, isCut }) =>
      files.write(key, encode(key, { text, promptTokens, completionTokens, ms, ...(isCut && { isCut }) })),
  };
};

const encode = (key: string, call: CachedCall): string =>
  `${JSON.stringify({ key, call, sum: sumOf(key, call) } satisfies z.infer<typeof callFile>)}\n`;

const decode = (key: string, json: string): CachedCall | undefined => {
  try {
    const { call, ...file } = callFile.parse(JSON.parse(json));
    return file.key === key && file.sum === sumOf(key, call) ? call : undefined;
  } catch {
    return undefined; // torn, or something else
  }
};

const sumOf = (key: string, { text, promptTokens, completionTokens, ms, isCut }: CachedCall): string =>
  sha256(JSON.stringify([key, text, promptTokens, completionTokens, ms, ...(isCut ? ["cut"] : [])])).slice(0, 16);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
