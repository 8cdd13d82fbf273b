import type { ReplyRating } from "../../brain/core/session-ports.ts";
import type { ExperimentDecision, ExperimentTurn } from "../../store/experiments/experiment-log.ts";
import type { Experiment, ExperimentMetric } from "./experiment-schema.ts";

/** What a report is made of. */
export type ReportSource = {
  readonly name: string;
  readonly experiment: Experiment;
  /** False where understudy.yaml has it no more: shares are those that were seen then. @default true */
  readonly isInFile?: boolean;
  readonly turns: readonly ExperimentTurn[];
  readonly decisions: readonly ExperimentDecision[];
  readonly ratings: readonly Pick<ReplyRating, "session" | "turn" | "verdict">[];
  readonly now: number;
  /** Default: what the experiment says. */
  readonly metric?: ExperimentMetric;
  /** Least difference that matters, in the metric's own unit; shares as 0–1. */
  readonly minEffect?: number;
};
