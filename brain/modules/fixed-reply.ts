import { defaultPersona } from "../core/default-persona.ts";
import type { Persona, Pipeline } from "../core/persona.ts";
import type { Sentiment } from "../core/turn.ts";

/** The caring text with its resources: those of the persona's country, where one is set, and the default ones. */
export const careReply = ({ care }: Persona): string => {
  const local = care.country === undefined ? undefined : care.resources[care.country];
  const resources = [...(local ?? []), ...(care.resources.default ?? [])];
  return `${care.text.trim()}\n${resources.map(({ name, contact }) => `${name}: ${contact}`).join("\n")}`;
};

/**
 * One of the pipeline's own replies, not heard lately; `undefined` where it has none. `plainly`: says
 * that this is an AI without the persona's wit, since after a crisis nobody is to be joked with.
 */
export const pipelineReply = (
  pipeline: Pipeline,
  heard: readonly string[],
  { plainly = false } = {},
): string | undefined =>
  pipeline.replies && leastRecentlyHeard(plainly ? defaultPersona.pipelines.disclose.replies : pipeline.replies, heard);

/** What is sent when nothing passed the guards: fits the mood, not heard lately. `gentle`: only what is for sorrow. */
export const safeReply = (
  { safe_replies }: Persona,
  sentiment: Sentiment,
  heard: readonly string[],
  { gentle = false } = {},
): string => {
  const { negative } = safe_replies;
  if (gentle) return leastRecentlyHeard(negative.length > 0 ? negative : defaultPersona.safeReplies.negative, heard);
  const fitting = sentiment === "neutral" ? [] : safe_replies[sentiment];
  const unheard = fitting.filter((reply) => !heard.includes(reply));
  return leastRecentlyHeard(unheard.length > 0 ? unheard : [...fitting, ...safe_replies.neutral], heard);
};

/** What is said where no further reply may be paid for, not heard lately. */
export const goodbye = ({ goodbyes }: Persona, heard: readonly string[]): string => leastRecentlyHeard(goodbyes, heard);

const leastRecentlyHeard = (replies: readonly string[], heard: readonly string[]): string => {
  const age = (reply: string) => {
    const at = heard.lastIndexOf(reply);
    return at === -1 ? Number.POSITIVE_INFINITY : heard.length - at;
  };
  // The schema asks for at least one; reduce keeps the first of equals.
  return replies.reduce((best, reply) => (age(reply) > age(best) ? reply : best), replies[0] ?? "");
};
