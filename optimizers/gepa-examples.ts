import type { Metric, Prediction, ScoredCase } from "../brain/core/evaluation.ts";
import { isStandIn } from "../brain/core/session.ts";

/** A case as the reflecting model reads it: known once the case was answered, since only the turn tells what a model may read of it. */
export type GepaExample = { conversation: string; expectedReply: string };

/** What was said, as the reflecting model reads it. */
export type GepaOutput = { readonly reply: string };

/** A case that was not answered yet. */
export const unread = (): GepaExample => ({ conversation: "(not known)", expectedReply: "(not known)" });

export const exampleOf = (prediction: Prediction): GepaExample => {
  const { messages, expected } = prediction.case;
  return {
    conversation: messages.map(({ from, text }) => `${from === "user" ? "User" : "Persona"}: ${text}`).join("\n"),
    expectedReply: (isLeftOut(prediction) ? undefined : expected) ?? "(not known)",
  };
};

export const outputOf = ({ prediction, error }: ScoredCase): GepaOutput => ({
  reply: prediction?.reply?.text ?? (error ? `(no reply: ${error.code})` : "(no reply)"),
});

/** What the reflecting model is told of one answer, beside what was asked and said: the score and the metric's reason. */
export const feedbackOf = ({ prediction, scored, error }: ScoredCase, metric: Metric, at: number): string => {
  const blocked = (prediction?.verdicts ?? []).flatMap(({ side, action, guard, reason }) =>
    side === "output" && action === "block" ? [reason ?? guard] : [],
  );
  const parts = [
    error !== undefined
      ? "the call failed, which says nothing of the instruction"
      : scored === undefined
        ? `${metric.name} had nothing to say`
        : `scored ${scored.score.toFixed(2)} of 1 by ${metric.name}: ${scored.reason}`,
    ...(blocked.length > 0 ? [`drafts were held back: ${[...new Set(blocked)].join("; ")}`] : []),
    ...(prediction !== undefined && isLeftOut(prediction)
      ? [
          "the message is one that no model may read, and what it is answered with is fixed: nothing can be learned here",
        ]
      : []),
    ...(prediction?.reply?.by === "safe" ? ["what was sent is a fixed reply, since no draft could be sent"] : []),
  ];
  return `Answer ${at + 1}: ${parts.join(". ")}.`;
};

const isLeftOut = ({ case: { messages }, reply }: Prediction): boolean =>
  reply?.by === "care" || isStandIn(messages.at(-1)?.text ?? "");
