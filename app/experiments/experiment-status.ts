import type { ExperimentDecision, ExperimentTurn } from "../../store/experiments/experiment-log.ts";
import { type CanaryRate, canaryRates, type VariantTally } from "./canary.ts";
import type { Experiment, ExperimentMetric } from "./experiment-schema.ts";
import { standingOf, startedAt } from "./standing.ts";
import { type UnitKind, unitKindOf } from "./unit-words.ts";

/** `off`: by the file. `waits`: another one before it in the file takes all the conversations that it could have. */
export type ExperimentState = "running" | "off" | "stopped" | "waits";

export type ExperimentStatus = {
  readonly name: string;
  readonly state: ExperimentState;
  /** Name of the experiment that it waits for. */
  readonly behind?: string;
  readonly stopped?: ExperimentDecision;
  readonly metric: ExperimentMetric;
  readonly persona?: string;
  /** What is counted as one. */
  readonly unit: UnitKind;
  /** The control first. */
  readonly variants: readonly VariantStatus[];
  /** How its canary stands, since it was last started. */
  readonly canary?: {
    readonly variant: string;
    readonly turns: number;
    readonly units: number;
    readonly minTurns: number;
    readonly rates: readonly CanaryRate[];
  };
};

export type VariantStatus = VariantTally & {
  readonly name: string;
  /** Of the traffic, 0–1. */
  readonly share: number;
  readonly units: number;
  readonly stopped?: ExperimentDecision;
};

/** How an experiment stands. @param before those that precede it in the file */
export const experimentStatus = ({
  name,
  experiment,
  turns,
  decisions,
  before,
}: {
  readonly name: string;
  readonly experiment: Experiment;
  readonly turns: readonly ExperimentTurn[];
  readonly decisions: readonly ExperimentDecision[];
  readonly before: readonly ExperimentStatus[];
}): ExperimentStatus => {
  const { metric, persona, canary, running } = experiment;
  const standing = standingOf(decisions);
  const behind = before.find((each) => each.state === "running" && takesAllOf(each.persona, persona));
  const state = !running ? "off" : standing.stopped ? "stopped" : behind ? "waits" : "running";
  const whole = Object.values(experiment.variants).reduce((all, { share }) => all + share, 0);
  return {
    name,
    state,
    metric,
    unit: unitKindOf(turns),
    ...(persona !== undefined && { persona }),
    ...(state === "waits" && behind && { behind: behind.name }),
    ...(standing.stopped && { stopped: standing.stopped }),
    variants: Object.entries(experiment.variants).map(([variant, { share }]) => {
      const own = turns.filter((turn) => turn.variant === variant);
      const stopped = standing.variants.get(variant);
      const units = new Set(own.map(({ unit }) => unit)).size;
      return { name: variant, share: share / whole, units, ...tallyOf(own), ...(stopped && { stopped }) };
    }),
    ...(canary && { canary: canaryStatus(canary, turns, decisions) }),
  };
};

const takesAllOf = (earlier: string | undefined, own: string | undefined): boolean =>
  earlier === undefined || earlier.toLowerCase() === own?.toLowerCase();

const canaryStatus = (
  canary: NonNullable<Experiment["canary"]>,
  turns: readonly ExperimentTurn[],
  decisions: readonly ExperimentDecision[],
): NonNullable<ExperimentStatus["canary"]> => {
  const since = startedAt(decisions, canary.variant) ?? "";
  const own = turns.filter(({ variant, at }) => variant === canary.variant && at >= since);
  return {
    variant: canary.variant,
    turns: own.length,
    units: new Set(own.map(({ unit }) => unit)).size,
    minTurns: canary.min_turns,
    rates: canaryRates(canary, own),
  };
};

const tallyOf = (turns: readonly ExperimentTurn[]): VariantTally => ({
  turns: turns.length,
  blocked: turns.filter(({ blocked }) => blocked).length,
  failed: turns.filter(({ failed }) => failed).length,
});
