import { z } from "zod";
import { showsSomething } from "../../brain/text/shows-something.ts";

/** How a simulated user feels when the conversation begins. */
export const moods = [
  "cheerful",
  "curious",
  "calm",
  "bored",
  "lonely",
  "sad",
  "anxious",
  "impatient",
  "annoyed",
  "suspicious",
] as const;

const words = z.string().refine(showsSomething, "text that is not empty");

/** One line of a users file: a person who talks with a program, by a script or played by a model. */
export const simulatedUser = z
  .strictObject({
    id: z.string().min(1).max(80),
    mood: z.enum(moods).default("calm"),
    /** What they want of the conversation. A model plays towards it; beside a script it only says what the script is for. */
    goal: words.optional(),
    /** Messages to send, in this order, whatever is answered. */
    script: z.array(words).min(1).optional(),
    /** First message of a user that a model plays. */
    opening: words.optional(),
    /** Unhelpful replies in a row (the same again, or a fixed one that puts them off) at which they give up. */
    patience: z.int().min(1).max(50).optional(),
    /** What a model should know of them: how they write, what they know, which language. */
    notes: z.array(words).optional(),
    /** Minutes on the virtual clock from one of their messages to the next; up to a year. */
    gap_minutes: z.number().min(0).max(525_600).default(1),
  })
  .refine(({ script, goal }) => script !== undefined || goal !== undefined, {
    message: "a script to send, or a goal for a model to play towards",
  })
  .refine(({ script, opening }) => script === undefined || opening === undefined, {
    message: "no opening beside a script: its first line opens",
  });

export type SimulatedUser = Readonly<z.infer<typeof simulatedUser>>;

/** Unhelpful replies in a row that a played user puts up with where the file does not say. */
export const usualPatience = 3;
