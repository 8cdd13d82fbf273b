import { z } from "zod";
import { sentiments } from "../../brain/core/turn.ts";

const count = z.int().min(0);

const verdict = z.object({
  side: z.enum(["input", "output"]),
  guard: z.string(),
  action: z.enum(["steer", "mask", "block"]),
  category: z.string().optional(),
  reason: z.string().optional(),
  attempt: count,
});

const fault = z.object({ code: z.string(), message: z.string() });

/** One message of the user, and what became of it. */
export const transcriptTurn = z.object({
  /** As later prompts hold it: a message in crisis is not there, only what stands for it. */
  message: z.string(),
  /** ISO 8601, on the virtual clock. */
  at: z.string(),
  /** What the user was shown; empty where a fault came first. */
  reply: z.string(),
  by: z.enum(["model", "fallback", "safe", "care", "goodbye"]).optional(),
  ended: z.enum(["complete", "cut-by-guard", "cut-by-connection"]).optional(),
  pipeline: z.string().optional(),
  sentiment: z.enum(sentiments).optional(),
  verdicts: z.array(verdict).readonly(),
  demos: z.array(z.object({ id: z.string(), similarity: z.number() })).readonly(),
  /** `provider:model` that was asked last; `none` where the reply was a fixed one. */
  lm: z.string().optional(),
  calls: count,
  promptTokens: count,
  completionTokens: count,
  ms: z.number().min(0),
  /** Categories that the output guards find in what was SHOWN, when asked again afterwards. */
  violations: z.array(z.string()).readonly(),
  error: fault.optional(),
});

export const endReasons = ["goal", "patience", "left", "script", "turns", "care", "error", "aborted"] as const;

/** How a conversation ended. `code` is that of the fault; `message` says what to do where the user could not be played on: of an answer, its turn does. */
const end = z.object({ reason: z.enum(endReasons), code: z.string().optional(), message: z.string().optional() });

/** One line of a transcripts file: a whole conversation of a simulated user with a program. */
export const transcript = z.object({
  id: z.string().min(1),
  user: z.string(),
  mood: z.string(),
  goal: z.string().optional(),
  program: z.string(),
  /** Of the program: first 12 hex digits of its hash. */
  programId: z.string().optional(),
  /** `provider:model` that answers. */
  lm: z.string(),
  /** `provider:model` that plays the user; missing where a script does. */
  userLm: z.string().optional(),
  seed: z.int(),
  /** From 0. */
  repeat: count,
  startedAt: z.string(),
  turns: z.array(transcriptTurn).readonly(),
  end,
});

export type TranscriptTurn = Readonly<z.infer<typeof transcriptTurn>>;
export type EndReason = (typeof endReasons)[number];
export type End = Readonly<z.infer<typeof end>>;
export type Transcript = Readonly<z.infer<typeof transcript>>;
