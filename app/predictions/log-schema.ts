import { z } from "zod";

/** `log` of understudy.yaml: the prediction log. */
export const logSchema = z.strictObject({
  /** Days that a file is kept; 0 keeps all. */
  keep_days: z.int().min(0).max(36_500).default(365),
  /** Files of days gone by are compressed. */
  compress: z.boolean().default(true),
});

export type LogSettings = z.infer<typeof logSchema>;
