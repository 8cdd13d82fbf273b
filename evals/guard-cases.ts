import { z } from "zod";

/** One labelled case of a guard_cases.jsonl: a text, on which side it stands, and what the guards should say of it. */
export const guardCase = z
  .object({
    id: z.string().min(1),
    side: z.enum(["input", "output"]).default("output"),
    text: z.string(),
    /** The user's message that an output answers. */
    previous: z.string().optional(),
    expect: z.enum(["allow", "block", "steer", "mask"]),
    /** Needed where something is to be found. */
    category: z.string().min(1).optional(),
  })
  .superRefine(({ expect, category, side }, context) => {
    if ((expect === "allow") === (category !== undefined))
      context.addIssue({
        code: "custom",
        path: ["category"],
        input: category,
        message: expect === "allow" ? "no category where nothing is to be found" : "the category that is to be found",
      });
    const actions: readonly string[] = side === "input" ? ["allow", "steer", "mask"] : ["allow", "block"];
    if (!actions.includes(expect))
      context.addIssue({
        code: "custom",
        path: ["expect"],
        input: expect,
        message: `one of ${actions.join(", ")} for an ${side}`,
      });
  });

export type GuardCase = z.infer<typeof guardCase>;

/** A case with what the guards said: all categories that they found, the most severe first. */
export type JudgedCase = { readonly case: GuardCase; readonly found: readonly string[] };
