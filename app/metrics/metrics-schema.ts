import { z } from "zod";

/** `metrics` of understudy.yaml. */
export const metricsSchema = z.strictObject({
  /** JavaScript modules with metrics of one's own; paths are taken from the file's folder. */
  plugins: z.array(z.string().trim().min(1)).default([]),
});

export type MetricsSettings = z.infer<typeof metricsSchema>;
