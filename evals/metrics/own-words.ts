import type { PredictedReply } from "../../brain/core/evaluation.ts";

/**
 * Whether a reply is a generating model's own wording. The offline model speaks the client's own sentences, and fixed
 * replies were written beforehand: how they sound says nothing of a program.
 */
export const isOwnWording = ({ by, lm }: PredictedReply): boolean =>
  (by === "model" || by === "fallback") && lm !== "none" && !lm.startsWith("offline:");
