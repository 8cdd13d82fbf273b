import { z } from "zod";
import type { Figure } from "./turn-metric.ts";

const n = z.number().min(0);
/** 0 to 100: no value lies above 150 % of all. */
const percent = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .refine((text) => Number(text) <= 100);
const figureSchema = z.union([
  z.object({ value: z.number(), n, low: z.number().optional(), high: z.number().optional() }),
  z.object({ mean: z.number(), percentiles: z.record(percent, z.number()), n }),
  z.object({ counts: z.record(z.string(), n), n }),
]);

/** What a metric gave, where it is a figure (finite numbers alone) or `undefined`. @throws {Error} in words for its author */
export const checkFigure = (given: unknown): Figure | undefined => {
  if (given === undefined) return undefined;
  if (given instanceof Promise) {
    given.catch(() => {}); // told of below, however it ends
    throw new Error("of() gave a promise; a figure is expected at once");
  }
  // A copy: a plug-in that gives the same object each time, and writes into it, changes no figure that it gave before.
  const { data } = figureSchema.safeParse(given);
  if (data !== undefined) return data as Figure; // zod's type of what is optional allows `undefined` as well
  throw new Error(
    "of() gave no figure: { value, n }, { mean, percentiles (0–100), n } or { counts, n } of finite numbers is one",
  );
};
