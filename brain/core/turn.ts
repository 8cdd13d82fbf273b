import { z } from "zod";
import { decisions } from "./decision.ts";
import { budgetScopes, budgetUnits } from "./spend.ts";

export const sentiments = ["positive", "neutral", "negative"] as const;
export type Sentiment = (typeof sentiments)[number];

export const partsOfDay = ["morning", "afternoon", "evening", "night"] as const;
export type PartOfDay = (typeof partsOfDay)[number];

/** One message of a conversation, as it was written. `at` is an ISO 8601 instant. */
export type Message = {
  readonly from: "user" | "persona";
  readonly text: string;
  readonly at?: string;
};

/** [start, end) in UTF-16 units of the raw text. */
export type Span = readonly [start: number, end: number];

/**
 * What an input guard says of a message. `steer`: the turn is sent to `pipeline`. `mask`: the turn goes its way, and logs
 * hold the message without what stands at `spans`.
 */
export type InputVerdict =
  | { readonly action: "allow" }
  | {
      readonly action: "steer";
      readonly guard: string;
      readonly category: string;
      readonly reason: string;
      readonly pipeline: string;
      readonly span?: Span;
      /** The guard would rather be wrong here than silent: the turn is steered, and the conversation is not marked for good. */
      readonly doubtful?: boolean;
    }
  | {
      readonly action: "mask";
      readonly guard: string;
      readonly category: string;
      readonly reason: string;
      readonly span: Span;
      readonly spans: readonly Span[];
    };

/** What an output guard says of a piece of a reply. */
export type OutputVerdict =
  | { readonly action: "allow" }
  | {
      readonly action: "block";
      readonly guard: string;
      readonly category: string;
      readonly reason: string;
      readonly span?: Span;
      /** What of the topic's entry in the policy decided (`terms[3]`, `examples[0]`, `judge`), where it was not built-in knowledge. */
      readonly source?: string;
    };

export const allow = { action: "allow" } as const;

export type Steer = Extract<InputVerdict, { action: "steer" }>;
export type Mask = Extract<InputVerdict, { action: "mask" }>;
export type Block = Extract<OutputVerdict, { action: "block" }>;

/** The mood of one message. `confidence` is the calibrated probability (0–1) of `sentiment`. */
export type SentimentReading = {
  readonly sentiment: Sentiment;
  readonly confidence: number;
  /** Anger or contempt aimed at the persona: a separate signal, not a fourth sentiment. */
  readonly hostile: boolean;
};

const every = { turn: z.int().min(1) };
const chatTurn = z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() });

/** Every event of a turn, in the order in which a turn emits them (see docs/events.md). */
export const turnEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("turn"),
    ...every,
    session: z.string(),
    at: z.string(),
    message: z.string(),
    /** Length of the message as it was sent, in UTF-16 units, where it was too long and only its beginning counts. */
    cutFrom: z.int().optional(),
  }),
  z.object({
    type: z.literal("guard"),
    ...every,
    side: z.enum(["input", "output"]),
    guard: z.string(),
    action: z.enum(["steer", "mask", "block"]),
    category: z.string().optional(),
    reason: z.string().optional(),
    span: z.tuple([z.int(), z.int()]).readonly().optional(),
    /** Where personal data stand that logs leave out. */
    spans: z
      .array(z.tuple([z.int(), z.int()]).readonly())
      .readonly()
      .optional(),
    /** What of the topic's entry in the policy decided, where it was not built-in knowledge. */
    source: z.string().optional(),
    /** With a steer: the guard would rather be wrong than silent; the conversation is not marked for good. */
    doubtful: z.boolean().optional(),
    /** With a block: whether the model was still writing, and its stream was ended there. */
    stoppedModel: z.boolean().optional(),
    /** With a block, where it was asked for: all that the model had written, which `span` points into. */
    draft: z.string().optional(),
    attempt: z.int().min(0),
  }),
  z.object({
    type: z.literal("sentiment"),
    ...every,
    sentiment: z.enum(sentiments),
    confidence: z.number().min(0).max(1),
    hostile: z.boolean(),
    by: z.enum(["local", "model"]),
  }),
  z.object({ type: z.literal("route"), ...every, pipeline: z.string(), reason: z.string() }),
  z.object({
    type: z.literal("context"),
    ...every,
    localTime: z.string(),
    partOfDay: z.enum(partsOfDay),
    conversationLength: z.string(),
    sinceLastMessage: z.string(),
  }),
  z.object({
    type: z.literal("demos"),
    ...every,
    demos: z.array(z.object({ id: z.string(), similarity: z.number() })).readonly(),
    /** Tags that the pipeline prefers. */
    tags: z.array(z.string()).readonly().optional(),
    /** The named program that chose them; missing where it is the default. `id` is that of its file. */
    program: z.object({ name: z.string(), id: z.string() }).optional(),
  }),
  z.object({
    type: z.literal("prompt"),
    ...every,
    /** 0 where a model was asked for the mood. */
    attempt: z.int().min(0),
    messages: z.array(chatTurn).readonly(),
  }),
  z.object({ type: z.literal("delta"), ...every, text: z.string() }),
  /** A connection failed and is asked again after a pause of `ms` milliseconds; `attempt` is that to come, from 2, of `attempts` at most. */
  z.object({
    type: z.literal("wait"),
    ...every,
    lm: z.string(),
    attempt: z.int().min(2),
    attempts: z.int().min(2),
    reason: z.string(),
    ms: z.number().min(0),
  }),
  /** What was decided about a connection (see docs/connections.md). */
  z.object({
    type: z.literal("connection"),
    ...every,
    lm: z.string(),
    decision: z.enum(decisions),
    reason: z.string(),
    ms: z.number().min(0).optional(),
  }),
  /** A budget is nearly used up (`soft`), or so much that no model is asked (`hard`). Costs are US dollars. */
  z.object({
    type: z.literal("budget"),
    ...every,
    scope: z.enum(budgetScopes),
    unit: z.enum(budgetUnits),
    level: z.enum(["soft", "hard"]),
    used: z.number().min(0),
    reserved: z.number().min(0),
    /** What a call that it had no room for might have come to, at its worst. */
    asked: z.number().min(0).optional(),
    limit: z.number().min(0),
  }),
  /** The experiment that this conversation takes part in. */
  z.object({ type: z.literal("experiment"), ...every, experiment: z.string(), variant: z.string() }),
  /** `code`: of the fault, where there was one. */
  z.object({
    type: z.literal("retry"),
    ...every,
    attempt: z.int().min(2),
    reason: z.string(),
    lm: z.string(),
    code: z.string().optional(),
  }),
  z.object({
    type: z.literal("usage"),
    ...every,
    lm: z.string(),
    promptTokens: z.int().min(0),
    completionTokens: z.int().min(0),
    /** The connection's name in understudy.yaml. */
    connection: z.string().optional(),
    /** US dollars of all calls of the turn, also those that failed; missing where no ledger is kept or a price is not known. */
    cost: z.number().min(0).optional(),
    /** Where several models were asked, embedders among them: what each of them took of these, in how many calls. */
    byModel: z
      .array(
        z.object({
          lm: z.string(),
          promptTokens: z.int().min(0),
          completionTokens: z.int().min(0),
          cost: z.number().min(0).optional(),
          calls: z.int().min(1).optional(),
        }),
      )
      .readonly()
      .optional(),
    /** Milliseconds: the whole turn, waiting for the model, until the first text shown, and each stage by its name. */
    ms: z.object({ total: z.number(), model: z.number(), firstToken: z.number().optional() }).catchall(z.number()),
  }),
  z.object({
    type: z.literal("reply"),
    ...every,
    text: z.string(),
    by: z.enum(["model", "fallback", "safe", "care", "goodbye"]),
    ended: z.enum(["complete", "cut-by-guard", "cut-by-connection"]),
    /** With `cut-by-connection`: the fault, by its code and for people. */
    code: z.string().optional(),
    reason: z.string().optional(),
  }),
  z.object({
    type: z.literal("error"),
    ...every,
    code: z.string(),
    message: z.string(),
    /** What the user had already seen. */
    shown: z.string(),
  }),
]);

export type TurnEvent = z.infer<typeof turnEvent>;
export type TurnEventOf<T extends TurnEvent["type"]> = Extract<TurnEvent, { type: T }>;
/** One turn of the request as a chat server takes it; what `/why` shows as the exact prompt. */
export type ChatTurn = z.infer<typeof chatTurn>;
