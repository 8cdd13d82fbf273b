import type { ConnectionEntry, RolesEntry } from "./connections/connection-schema.ts";
import type { Experiment } from "./experiments/experiment-schema.ts";
import type { MetricsSettings } from "./metrics/metrics-schema.ts";
import type { LogSettings } from "./predictions/log-schema.ts";
import type { Budgets } from "./spend/budget-schema.ts";

/** What understudy.yaml says beside what flags can say, checked; everything has its default where there is no file. */
export type Sections = {
  /** Path of the file, where there is one. */
  readonly path?: string;
  readonly connections: Readonly<Record<string, ConnectionEntry>>;
  readonly roles: RolesEntry;
  readonly budgets: Budgets;
  readonly log: LogSettings;
  readonly metrics: MetricsSettings;
  /** By name, in the file's order. */
  readonly experiments: Readonly<Record<string, Experiment>>;
  /** Line of a key, from 1, for messages: `understudy.yaml:12`. */
  lineOf(keys: readonly (string | number)[]): number | undefined;
};
