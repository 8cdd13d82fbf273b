import type { EvalCase, Metric, ScoredCase } from "../brain/core/evaluation.ts";

/** A case as the reflecting model reads it. */
export type GepaExample = { readonly conversation: string; readonly expectedReply: string };

/** What was said, as the reflecting model reads it. */
export type GepaOutput = { readonly reply: string };

export const exampleOf = ({ messages, expected }: EvalCase): GepaExample => ({
  conversation: messages.map(({ from, text }) => `${from === "user" ? "User" : "Persona"}: ${text}`).join("\n"),
  expectedReply: expected ?? "(not known)",
});

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
    ...(prediction?.reply?.by === "safe" ? ["what was sent is a fixed reply, since no draft could be sent"] : []),
  ];
  return `Answer ${at + 1}: ${parts.join(". ")}.`;
};
