import { z } from "zod";
import type { Figure } from "./turn-metric.ts";

const n = z.number().min(0);
const figureSchema = z.union([
  z.object({ value: z.number(), n, low: z.number().optional(), high: z.number().optional() }),
  z.object({ mean: z.number(), percentiles: z.record(z.string().regex(/^\d+(\.\d+)?$/), z.number()), n }),
  z.object({ counts: z.record(z.string(), n), n }),
]);

/** What a metric gave, where it is a figure (finite numbers alone) or `undefined`. @throws {Error} in words for its author */
export const checkFigure = (given: unknown): Figure | undefined => {
  if (given === undefined) return undefined;
  if (given instanceof Promise) {
    given.catch(() => {}); // told of below, however it ends
    throw new Error("of() gave a promise; a figure is expected at once");
  }
  if (figureSchema.safeParse(given).success) return given as Figure; // what the schema has just checked
  throw new Error(
    "of() gave no figure: { value, n }, { mean, percentiles, n } or { counts, n } of finite numbers is one",
  );
};
