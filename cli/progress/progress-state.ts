import type { Summary } from "../../brain/core/evaluation.ts";

/** How a program does, as far as it was measured. */
export type Standing = { readonly name: string; readonly summary?: Summary };

/** What a long piece of work shows of itself, in a terminal or in plain lines. */
export type ProgressState = {
  /** What is being done, and to what: "compile search as bold-1". */
  readonly title: string;
  readonly phase: string;
  readonly done: number;
  /** 0 where it is not known yet. */
  readonly total: number;
  /** What is measured now. */
  readonly running?: Standing;
  readonly best?: Standing;
  /** Model calls that were made, and those that the cache answered. */
  readonly calls?: number;
  readonly cached?: number;
  readonly maxCalls?: number;
  /** US dollars. */
  readonly cost?: number;
  readonly maxCost?: number;
  /** Cases that ended in a fault. */
  readonly errors?: number;
  /** Set once the user wants it to stop: what is under way is given up. */
  readonly isStopping?: boolean;
};

/** Shows one piece of work while it runs. */
export type Progress = {
  /** Takes what changed; what is shown follows, at its own pace. */
  update(change: Partial<ProgressState>): void;
  /** Shows the last state and stops: nothing is written any more. */
  end(): Promise<void>;
};
