import { z } from "zod";
import { defaultPersona } from "./default-persona.ts";
import { policySchema } from "./policy.ts";
import { partsOfDay, sentiments } from "./turn.ts";

const words = z.string().trim().min(1);

const timeZone = words.refine(isTimeZone, "an IANA time zone such as Europe/Lisbon");

/** How a pipeline shapes the reply. Keys are those of persona.yaml. */
export const pipelineSchema = z.strictObject({
  /** One or two sentences for the model: the manner of this pipeline. */
  guidance: words,
  temperature: z.number().min(0).max(2).optional(),
  demos: z
    .strictObject({
      k: z.int().min(0).max(50).optional(),
      /** Examples with one of these tags are preferred; one without is chosen where it is clearly nearer. */
      tags: z.array(words).optional(),
    })
    .optional(),
  /** Names of output guards that only this pipeline adds. */
  guards: z.array(words).optional(),
  /** Fixed replies: with them no model is asked. */
  replies: z.array(words).min(1).optional(),
});

const resource = z.strictObject({ name: words, contact: words, source: words, checked: words });

const openQuestion = z.union([
  words.transform((text) => ({ text })),
  z.strictObject({
    text: words,
    part_of_day: z.enum(partsOfDay).optional(),
    sentiment: z.enum(sentiments).optional(),
  }),
]);

/** The client's voice and rules, as persona.yaml holds them. */
export const personaSchema = z.strictObject({
  name: words,
  bio: words,
  voice: z.array(words).min(1),
  time_zone: timeZone,
  /** The platform that the persona works on: the only one that replies may name. */
  platform: words.optional(),
  /** What replies may talk about; a built-in topic that is not named is forbidden. */
  policy: z.preprocess((written) => written ?? {}, policySchema),
  /** Those that the file does not name are the default ones. */
  pipelines: z
    .strictObject({
      celebrate: pipelineSchema.prefault(defaultPersona.pipelines.celebrate),
      engage: pipelineSchema.prefault(defaultPersona.pipelines.engage),
      comfort: pipelineSchema.prefault(defaultPersona.pipelines.comfort),
      "de-escalate": pipelineSchema.prefault(defaultPersona.pipelines["de-escalate"]),
      care: pipelineSchema.prefault(defaultPersona.pipelines.care),
      deflect: pipelineSchema.prefault(defaultPersona.pipelines.deflect),
      disclose: pipelineSchema.required({ replies: true }).prefault(defaultPersona.pipelines.disclose),
    })
    .prefault({}),
  /** What is sent when no reply passed the guards, in the persona's voice, by mood. */
  safe_replies: z
    .strictObject({
      positive: z.array(words).default([]),
      neutral: z.array(words).min(1),
      negative: z.array(words).default([]),
    })
    .prefault(defaultPersona.safeReplies),
  /** What is said where a budget allows no further reply, in the persona's voice. */
  goodbyes: z.array(words).min(1).prefault(defaultPersona.goodbyes),
  /** What the offline model asks where no example is near enough. */
  open_questions: z.array(openQuestion).min(1).prefault(defaultPersona.openQuestions),
  /** The fixed answer to a person in crisis. */
  care: z
    .strictObject({
      text: words,
      /** By ISO 3166 country code; those of `country` are sent first, those of `default` always. */
      resources: z.record(words, z.array(resource).min(1)).refine((all) => "default" in all, "an entry named default"),
      country: words.optional(),
    })
    .prefault(defaultPersona.care),
  model: z
    .strictObject({
      temperature: z.number().min(0).max(2).default(0.8),
      max_tokens: z.int().min(1).max(8192).default(220),
      history_messages: z.int().min(0).max(200).default(20),
      history_tokens: z.int().min(0).max(100_000).default(2000),
      guard_retries: z.int().min(0).max(5).default(2),
      /** Another connection, asked when the first one gave nothing that passed. */
      fallback_lm: words.optional(),
      /** Confidence (0–1) below which a model is asked for the sentiment; 0 never asks. */
      ask_sentiment_below: z.number().min(0).max(1).default(0),
      /** Demos in a prompt, where the pipeline does not say. */
      demos: z.int().min(0).max(50).default(5),
    })
    .prefault({}),
});

export type Persona = z.infer<typeof personaSchema>;
export type Pipeline = z.infer<typeof pipelineSchema>;
export type OpenQuestion = Persona["open_questions"][number];

/** Whether this runtime knows `zone` as an IANA time zone; fixed offsets such as +01:00 do not count. */
export function isTimeZone(zone: string): boolean {
  if (/^[+-]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
