import type { Demo } from "../core/example.ts";
import { partsOfDay } from "../core/turn.ts";

/** Bonuses and maluses on the cosine (0–1): small beside the gap between a near and a far example, large beside ties. */
const weights = { sameForm: 0.05, sameMood: 0.05, oppositeMood: -0.25, unfeeling: -0.15, hostileApart: -0.15 } as const;

/**
 * How well a demo's reply fits this message: its similarity, adjusted for a question or a statement and for the mood.
 * `undefined` where the reply belongs to another part of the day.
 */
export const fitOf = (demo: Demo, inputs: Readonly<Record<string, string>>): number | undefined => {
  const parts = demo.tags.filter(isPartOfDay);
  if (parts.length > 0 && inputs.partOfDay !== undefined && !parts.includes(inputs.partOfDay)) return undefined;

  const asked = demo.messages.findLast(({ from }) => from === "user")?.text ?? "";
  let fit = demo.similarity;
  if (isQuestion(asked) === isQuestion(inputs.message ?? "")) fit += weights.sameForm;
  const { mood } = inputs;
  if (mood !== undefined && demo.tags.includes(mood)) fit += weights.sameMood;
  const opposite = mood === "positive" ? "negative" : mood === "negative" ? "positive" : undefined;
  if (opposite !== undefined && demo.tags.includes(opposite)) fit += weights.oppositeMood;
  // A film tip for the lonely is worse than an honest question.
  else if (mood === "negative" && !demo.tags.includes("negative") && !demo.tags.includes("hostile"))
    fit += weights.unfeeling;
  if (mood !== "negative" && demo.tags.includes("hostile")) fit += weights.hostileApart;
  return fit;
};

const isPartOfDay = (tag: string) => (partsOfDay as readonly string[]).includes(tag);

const questionWord =
  /^(?:(?:so|and|but|hey|hi|ok|well)[\s,]+)*(?:who|what|whats|when|where|why|how|which|whose|do|does|did|is|are|was|were|can|could|would|will|should|have|has|u)\b/i;

/** A question by its mark or, as chat drops it, by how its last sentence opens. */
const isQuestion = (text: string): boolean => {
  const last =
    text
      .trim()
      .split(/(?<=[.!?\n])\s+/)
      .at(-1) ?? "";
  return text.trimEnd().endsWith("?") || questionWord.test(last);
};
