import type { ExperimentDecision } from "../../store/experiments/experiment-log.ts";
import type { ComparisonReport } from "./compare-variant.ts";
import type { ExperimentReport } from "./experiment-report.ts";
import { differenceInWords, figureInWords, metricFacts } from "./metric-facts.ts";
import { countedUnits } from "./unit-words.ts";

/** Why nobody is given any variant of it, where that is so. */
export const endInWords = ({ name, gone, stopped }: ExperimentReport): string | undefined => {
  if (gone === "not in file") {
    return `${name} is not in understudy.yaml any more: nobody is given it, and the shares that were set are not known. Its variants are those that were seen.`;
  }
  if (gone === "off")
    return `${name} is switched off: understudy.yaml says \`running: false\`, and nobody is given it.`;
  if (stopped === undefined) return undefined;
  return `${name} is stopped ${stopInWords(stopped)}: nobody is given it. \`understudy experiment start ${name}\` takes that back.`;
};

/** `since 2026-12-24 18:20 UTC, by the canary (…)`. */
export const stopInWords = ({ at, by, reason }: ExperimentDecision): string =>
  `since ${at.slice(0, 16).replace("T", " ")} UTC, by the ${by}${reason.trim() === "" ? "" : ` (${reason.trim()})`}`;

/** What was known of a variant when it ended, without a word of going on. */
export const resultOf = (comparison: ComparisonReport, report: ExperimentReport): string => {
  const { variant, against, verdict, control, other, anytime } = comparison;
  const { metric } = report;
  const { rise, fall, of } = metricFacts[metric];
  const counts = countsInWords(comparison, report);
  if (control.n === 0 || other.n === 0)
    return `Of ${variant} against ${against} nothing can be said: ${counts} tell of it.`;
  const figures = `Its figures, of ${counts}: ${of} ${figureInWords(metric, other.mean)} against ${figureInWords(metric, control.mean)} in ${against}`;
  const least = anytime && differenceInWords(metric, Math.min(Math.abs(anytime.low), Math.abs(anytime.high)));
  const sure = `by ${least} at least (95 % sure, however often you look)`;
  switch (verdict) {
    case "better":
    case "worse":
      return `${figures}; ${variant} was ${verdict}, ${sure}.`;
    case "more":
    case "less":
      return `${figures}; ${variant} made ${verdict === "more" ? rise : fall}, ${sure}.`;
    case "alike":
      return `${figures}; whatever difference there was, it was below ${differenceInWords(metric, report.minEffect ?? 0)}.`;
    default:
      return `${figures}; which of them was better was not decided by then.`;
  }
};

/** `43 conversations of control and 41 of warm`; of satisfaction those with a rated reply. */
export const countsInWords = (
  { control, other, against, variant }: ComparisonReport,
  report: ExperimentReport,
): string => {
  const rated = report.metric === "satisfaction" ? " with a rated reply" : "";
  return `${countedUnits(control.n, report.unit)} of ${against} and ${other.n} of ${variant}${rated}`;
};
