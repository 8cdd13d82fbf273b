import { metricsSchema } from "./metrics/metrics-schema.ts";
import { logSchema } from "./predictions/log-schema.ts";
import type { Sections } from "./sections.ts";
import { budgetSchema } from "./spend/budget-schema.ts";

/** What holds where there is no understudy.yaml. */
export const noSections: Sections = {
  connections: {},
  roles: {},
  budgets: budgetSchema.parse({}),
  log: logSchema.parse({}),
  metrics: metricsSchema.parse({}),
  experiments: {},
  lineOf: () => undefined,
};
