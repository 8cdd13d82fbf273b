import type { RunnerSettings } from "../runner/open-runner.ts";
import type { SplitChoice } from "./select-cases.ts";

/** What `eval` was asked for. */
export type EvalSettings = Omit<RunnerSettings, "resume" | "command"> & {
  /** Names of programs, or `@` and the name of an optimizer: compiled for this run, with its usual settings. */
  readonly program?: readonly string[];
  /** Whether zero-shot and random demos are measured beside what was named. */
  readonly baselines: boolean;
  readonly split: SplitChoice;
  /** Path of a suite; its cases stand in place of the split's. */
  readonly suite?: string;
  readonly repeat: number;
  readonly filter?: readonly string[];
  readonly metric?: readonly string[];
  /** `provider[:model]` of the model that judges by rubrics; the one that replies, where it is not given. */
  readonly judge?: string;
  /** Name of the program that no other may be significantly worse than. */
  readonly baseline?: string;
  /** True, or the id of a run. */
  readonly resume?: boolean | string;
  readonly retryErrors?: boolean;
};
