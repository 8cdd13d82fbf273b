import { z } from "zod";
import { defaultPersona } from "../../brain/core/default-persona.ts";
import { nearestName } from "../../brain/text/nearest-name.ts";

const text = z.string().trim().min(1);

/** JavaScript moves keys that are whole numbers to the front, and the first variant is the control; `__proto__` is no key like others. */
export const experimentName = z
  .string()
  .regex(/^[A-Za-z][\w.-]{0,63}$/, "a letter, then up to 63 letters, digits, dots, underscores and hyphens");

const pipelines = Object.keys(defaultPersona.pipelines);

/** A slip would leave the variant as the control is, and the experiment would compare nothing with nothing. */
const checkPipelines = (guidance: Readonly<Record<string, string>>, context: z.RefinementCtx): void => {
  for (const name of Object.keys(guidance)) {
    if (pipelines.includes(name)) continue;
    const near = nearestName(name, pipelines);
    const meant = near === undefined ? "" : ` (did you mean ${near}?)`;
    context.addIssue({
      code: "custom",
      path: [name],
      message: `the name of a pipeline${meant}: ${pipelines.join(", ")}`,
    });
  }
};

/** What a variant does otherwise; what it does not name is as it would be without the experiment. */
const variant = z.strictObject({
  /** Of the traffic, in proportion to the others'. */
  share: z.number().min(0).max(1_000_000),
  /** Name of a compiled program. */
  program: text.optional(),
  /** A connection, or `provider[:model]`. */
  lm: text.optional(),
  /** Takes the place of the responder's instruction. */
  instructions: text.optional(),
  /** By a pipeline's name: its manner, in place of the persona's. */
  guidance: z.record(text, text).superRefine(checkPipelines).optional(),
  temperature: z.number().min(0).max(2).optional(),
  demos: z.int().min(0).max(50).optional(),
});

/** When a variant is stopped by itself: its traffic goes to the first variant from then on. */
const canary = z
  .strictObject({
    variant: experimentName,
    /** Turns before it is judged. */
    min_turns: z.int().min(1).default(20),
    /** Share of a user's turns with a blocked reply, in the mean of users, above which it is stopped (95 % sure, at all looks). */
    max_blocked: z.number().min(0).max(1).optional(),
    /** The same for turns that ended in an error or a safe reply. */
    max_failed: z.number().min(0).max(1).optional(),
  })
  .refine(({ max_blocked, max_failed }) => max_blocked !== undefined || max_failed !== undefined, {
    message: "max_blocked, max_failed or both",
  });

export const experimentMetrics = [
  "satisfaction",
  "turns",
  "blocked",
  "failed",
  "latency",
  "cost",
  "completion",
] as const;
export type ExperimentMetric = (typeof experimentMetrics)[number];

/** One entry of `experiments` in understudy.yaml. The first variant is the control. */
export const experimentSchema = z
  .strictObject({
    variants: z
      .record(experimentName, variant)
      .refine((all) => Object.keys(all).length >= 2, "at least two variants")
      .refine((all) => Object.values(all).some(({ share }) => share > 0), "a share above 0 for one variant at least"),
    /** What is compared. */
    metric: z.enum(experimentMetrics).default("satisfaction"),
    /** Only conversations with this persona, by its name. */
    persona: text.optional(),
    running: z.boolean().default(true),
    canary: canary.optional(),
  })
  .refine(({ canary: c, variants }) => c === undefined || Object.keys(variants).indexOf(c.variant) > 0, {
    message: "the name of a variant other than the first, which is the control",
    path: ["canary", "variant"],
  });

/** `experiments` of understudy.yaml. */
export const experimentsSchema = z.record(experimentName, experimentSchema);

export type Experiment = z.infer<typeof experimentSchema>;
export type ExperimentVariant = Experiment["variants"][string];
