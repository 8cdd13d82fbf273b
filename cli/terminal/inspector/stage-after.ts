import type { TurnEvent } from "../../../brain/core/turn.ts";

/** Stages in which nothing but a model is waited for begin so. */
const modelStages = ["waiting for the model", "answering", "trying again", "asking another model:"] as const;

/** A command is at work, which nobody can cancel. */
export const working = "working: ";

/** The reply is all there, and only shown at a pace. */
export const typing = "typing";

/** What is under way after an event, as the waiting row says it; `undefined` where that stays what it was. */
export const stageAfter = (event: TurnEvent, lm?: string): string | undefined => {
  switch (event.type) {
    case "turn":
      return "reading the mood";
    case "context":
      return "choosing demos";
    case "demos":
      return modelStages[0];
    case "delta":
      return modelStages[1];
    case "wait":
      // The reason comes last: in a narrow window it is what can be done without.
      return `${modelStages[0]}, attempt ${event.attempt} of ${event.attempts}: ${bareReason(event.reason)}`;
    case "connection":
      // After it the model is waited for again, of which no event tells.
      if (event.decision === "throttled") return `${modelStages[0]}${withinLimits}`;
      if (event.decision === "queued" && event.ms === undefined) return `${modelStages[0]}, which is busy with others`;
      return event.decision === "hedged" ? `${modelStages[0]}, asked a second time` : undefined;
    case "retry":
      if (event.lm === safeReplies) return "taking a safe reply";
      return isFallback(event.lm, lm) ? `${modelStages[3]} ${event.lm}` : modelStages[2];
    default:
      return undefined;
  }
};

/** Ends a stage in which a connection is not asked before its limits allow it. */
export const withinLimits = ", within its limits";

/** Whether a model is waited for in this stage, and nothing else. */
export const isModelStage = (stage: string): boolean => modelStages.some((begin) => stage.startsWith(begin));

/** Whether text of the reply is already shown in this stage. */
export const isAnswering = (stage: string): boolean => stage === modelStages[1];

/** Stands for a model in `retry` events where a reply of the persona's file is taken. */
export const safeReplies = "safe replies";

/** Whether another model is asked than the chat's own, `lm`, as far as that is known. */
export const isFallback = (asked: string, lm: string | undefined): boolean =>
  lm !== undefined && asked !== lm && !asked.startsWith(`${lm}:`);

/** A fault's reason without the advice behind it, which is for whom nobody asks again. */
export const bareReason = (reason: string): string =>
  reason.replace(/: (?:is|are|check|lower|choose|ask|try) .*$/s, "");
