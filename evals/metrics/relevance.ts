import type { Metric } from "../../brain/core/evaluation.ts";
import { dot } from "../../brain/text/similarity.ts";
import type { ReplyVectors } from "./reply-vectors.ts";

/** Cosine of the reply and of what the client replied, at least 0. */
export const relevance = (vectors: ReplyVectors): Metric => ({
  name: "relevance",
  needs: "reply",
  async score({ case: { expected }, reply, isFixed }, options) {
    if (isFixed || reply === undefined || expected === undefined) return undefined;
    const [truth, given] = await vectors([expected, reply.text], options);
    if (truth === undefined || given === undefined) return undefined;
    return { score: clip(dot(truth, given)), reason: "similarity to the client's reply" };
  },
});

/** The greatest cosine of a demo's reply and of what the client replied, at least 0. */
export const demoRelevance = (vectors: ReplyVectors): Metric => ({
  name: "demo-relevance",
  needs: "demos",
  async score({ case: { expected }, demos, isFixed }, options) {
    if (isFixed || expected === undefined) return undefined;
    if (demos.length === 0) return { score: 0, reason: "no demos were chosen" };
    const [truth, ...others] = await vectors([expected, ...demos.map(({ reply }) => reply)], options);
    if (truth === undefined) return undefined;
    const similarities = others.map((vector) => clip(dot(truth, vector)));
    const best = Math.max(...similarities);
    return { score: best, reason: `demo ${similarities.indexOf(best) + 1} of ${demos.length} is the nearest` };
  },
});

/** Rounding may take a cosine past 1. */
const clip = (cosine: number): number => Math.min(1, Math.max(0, cosine));
