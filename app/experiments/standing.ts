import type { ExperimentDecision } from "../../store/experiments/experiment-log.ts";

/** How an experiment stands by what was decided of it. */
export type Standing = {
  /** The stop of all of it, where it stands. */
  readonly stopped: ExperimentDecision | undefined;
  /** Those of variants, by their name. */
  readonly variants: ReadonlyMap<string, ExperimentDecision>;
};

/** @param decisions of one experiment, the oldest first */
export const standingOf = (decisions: readonly ExperimentDecision[]): Standing => {
  const last = new Map<string, ExperimentDecision>();
  for (const decision of decisions) last.set(decision.variant ?? "", decision);
  const stops = [...last].filter(([, { action }]) => action === "stop");
  return {
    stopped: stops.find(([variant]) => variant === "")?.[1],
    variants: new Map(stops.filter(([variant]) => variant !== "")),
  };
};

/** Since when a variant's turns count for its canary: a stop that was taken back is a new beginning. */
export const startedAt = (decisions: readonly ExperimentDecision[], variant: string): string | undefined =>
  decisions.findLast((each) => each.variant === variant && each.action === "start")?.at;

/** Whether a variant was stopped at a moment (ISO 8601 in UTC), so that its traffic went to the control. */
export const wasStopped = (decisions: readonly ExperimentDecision[], variant: string, at: string): boolean =>
  decisions.findLast((each) => each.variant === variant && each.at <= at)?.action === "stop";
