import { z } from "zod";
import { suiteInput, suiteMetadata } from "./suite.ts";

const text = z.string().min(1);

/** One line of a JSONL suite. `assert` is a list of assertions as in the YAML form. */
export const jsonlCase = z.strictObject({
  id: text.optional(),
  input: suiteInput,
  expected: z.union([text, z.array(text).min(1)]).optional(),
  metadata: suiteMetadata.optional(),
  assert: z.array(z.unknown()).optional(),
});
