import { InputError } from "../brain/core/errors.ts";
import type { Metric } from "../brain/core/evaluation.ts";

/** The metric, where it looks at replies. `who` cannot do without one; `since` says why. @throws {InputError} */
export const replyMetric = (metric: Metric | undefined, who: string, since: string): Metric => {
  if (metric?.needs === "reply") return metric;
  throw new InputError({
    what:
      metric === undefined
        ? `${who} needs a metric`
        : `${who} cannot be guided by ${metric.name}, which looks at demos alone`,
    expected: `a metric of replies: ${since}`,
    fix: "choose one with --metric",
  });
};
