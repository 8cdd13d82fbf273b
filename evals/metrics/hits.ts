import type { Metric, Scored } from "../../brain/core/evaluation.ts";
import { dot } from "../../brain/text/similarity.ts";
import { type ChooseDistractors, distractorCount } from "./distractors.ts";
import type { ReplyVectors } from "./reply-vectors.ts";

export type HitsMeans = {
  readonly k: number;
  readonly vectors: ReplyVectors;
  readonly distractors: ChooseDistractors;
};

/**
 * 1 where the client's true reply is among the k of 20 that are most like the reply that was given, the other 19 being
 * replies of other conversations. Chance is k ÷ 20. A tie counts against the true reply.
 */
export const hits = ({ k, vectors, distractors }: HitsMeans): Metric => ({
  name: `hits@${k}`,
  needs: "reply",
  async score({ case: evalCase, reply, isFixed }, options) {
    const others = distractors(evalCase);
    if (isFixed || reply === undefined || evalCase.expected === undefined || others.length < distractorCount)
      return undefined;
    const texts = [reply.text, evalCase.expected, ...others.map((other) => other.reply)];
    const [given, truth, ...rest] = await vectors(texts, options);
    if (given === undefined || truth === undefined) return undefined;
    const mark = dot(given, truth);
    return scoreOf(1 + rest.filter((vector) => dot(given, vector) >= mark).length, k);
  },
});

/**
 * The same with the chosen demos in place of a reply: each candidate counts by its greatest similarity to the reply of a
 * demo from another conversation than its own, so that a distractor that was chosen as a demo is not found by itself.
 */
export const demoHits = ({ k, vectors, distractors }: HitsMeans): Metric => ({
  name: `demo-hits@${k}`,
  needs: "demos",
  async score({ case: evalCase, demos, isFixed }, options) {
    const others = distractors(evalCase);
    if (isFixed || evalCase.expected === undefined || others.length < distractorCount) return undefined;
    if (demos.length === 0) return { score: 0, reason: "no demos were chosen" };
    const candidates = [{ conversation: evalCase.conversation, reply: evalCase.expected }, ...others];
    const all = await vectors(
      [...demos, ...candidates].map(({ reply }) => reply),
      options,
    );
    const [truth = 0, ...rest] = candidates.map(({ conversation }, at) => {
      const vector = all[demos.length + at];
      const similarities = demos.map((demo, row) => {
        const other = all[row];
        return demo.conversation === conversation || !vector || !other ? 0 : dot(vector, other);
      });
      return Math.max(0, ...similarities);
    });
    return scoreOf(1 + rest.filter((similarity) => similarity >= truth).length, k);
  },
});

const scoreOf = (rank: number, k: number): Scored => ({
  score: rank <= k ? 1 : 0,
  reason: `the true reply is number ${rank} of ${distractorCount + 1}`,
});
