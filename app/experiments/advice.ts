import { fewestUnits } from "../../evals/statistics/confidence-sequence.ts";
import type { Needed } from "../../evals/statistics/power.ts";
import type { ComparisonReport } from "./compare-variant.ts";
import { countsInWords, endInWords, resultOf, stopInWords } from "./ended-advice.ts";
import type { ExperimentReport } from "./experiment-report.ts";
import { differenceInWords, figureInWords, isBeyondAll, metricFacts } from "./metric-facts.ts";
import { unitName, unitNames } from "./unit-words.ts";

/** What to do now, for people who know no statistics: one sentence or two of each variant. */
export const adviceOf = (report: ExperimentReport): readonly string[] => {
  if (report.from === undefined) {
    return [
      `No data: nobody has talked under this experiment yet. Each turn of a chat that it is meant for counts; \`understudy experiment status ${report.name}\` says whether it runs.`,
    ];
  }
  const warning = report.traffic?.isOff ? [offTraffic] : [];
  const end = endInWords(report);
  if (end !== undefined) {
    const [only] = report.variants;
    const alone =
      report.comparisons.length === 0 && only ? [`${only.name} alone was seen: nothing stands beside it.`] : [];
    return [...warning, end, ...alone, ...report.comparisons.map((comparison) => resultOf(comparison, report))];
  }
  return [
    ...warning,
    ...report.comparisons.map((comparison) => {
      const stopped = report.variants.find(({ name }) => name === comparison.variant)?.stopped;
      if (stopped === undefined) return adviceFor(comparison, report);
      const again = `\`understudy experiment start ${report.name} ${comparison.variant}\` takes that back.`;
      return `${comparison.variant} is stopped ${stopInWords(stopped)}: its traffic goes to ${comparison.against}. ${resultOf(comparison, report)} ${again}`;
    }),
  ];
};

const offTraffic =
  "Do not act on these figures yet: users did not come in the shares that are set. Were the shares changed while it ran, or are turns of one variant lost? Begin a new experiment under another name.";

const adviceFor = (comparison: ComparisonReport, report: ExperimentReport): string => {
  const { variant, against, verdict, control, other, anytime, worseBy } = comparison;
  const { metric, name } = report;
  const { rise, fall, of } = metricFacts[metric];
  const figures = `${of} ${figureInWords(metric, other.mean)} against ${figureInWords(metric, control.mean)} in ${against}`;
  const least = anytime && differenceInWords(metric, Math.min(Math.abs(anytime.low), Math.abs(anytime.high)));
  const beyondDoubt = `${figures}; it differs by ${least} at least (95 % sure, however often you look)`;
  const stopIt = `\`understudy experiment stop ${name} ${variant} --why "…"\``;
  switch (verdict) {
    case "no-data":
      return noData(comparison, report);
    case "too-few":
      return `Not decided: ${countsInWords(comparison, report)} say nothing yet of ${variant}. Go on until ${goal({ ...comparison, forObserved: undefined }, report)}.`;
    case "better":
      return worseBy.length === 0
        ? `${variant} is better: ${beyondDoubt}. Roll it out: make what it does otherwise your usual settings, then take the experiment out of understudy.yaml.`
        : `${variant} is better by this metric: ${beyondDoubt}. But it makes ${worseInWords(worseBy)}: weigh that before you roll it out.`;
    case "worse":
      return `Stop: ${variant} is worse: ${beyondDoubt}. ${stopIt} sends its traffic to ${against}.`;
    case "more":
    case "less":
      return `${variant} makes ${verdict === "more" ? rise : fall}: ${beyondDoubt}. Whether that is what you want is yours to say: roll it out, or ${stopIt}.`;
    case "alike":
      return `No difference that matters: ${figures}; whatever difference there is, it is below ${differenceInWords(metric, report.minEffect ?? 0)}. Keep the simpler or cheaper of the two, and end the experiment.${worseBy.length === 0 ? "" : ` (${variant} makes ${worseInWords(worseBy)}.)`}`;
    case "undecided":
      return undecided(comparison, report);
  }
};

const noData = ({ variant, against }: ComparisonReport, { metric, unit }: ExperimentReport): string =>
  metric === "satisfaction"
    ? `Not decided: no reply of ${against} or ${variant} was rated yet. Ratings are given with /good and /bad in the chat; ${fewestUnits} ${unitNames(unit)} of each with one are the least.`
    : `Not decided: no ${unitName(unit)} of ${against} or ${variant} tells anything of this metric yet${metric === "latency" ? "" : metric === "cost" ? " (are the models' prices known?)" : " (one counts half an hour after its last turn)"}. Go on.`;

const undecided = (comparison: ComparisonReport, report: ExperimentReport): string => {
  const { variant, detectable, worseBy } = comparison;
  const counts = countsInWords(comparison, report);
  const blind =
    detectable === undefined
      ? `the values of ${counts} are all the same within each`
      : isBeyondAll(report.metric, detectable)
        ? `with ${counts}, even a difference of ${differenceInWords(report.metric, 1)} cannot be seen yet`
        : `with ${counts}, a difference below ${differenceInWords(report.metric, detectable)} cannot be seen`;
  const stop =
    worseBy.length === 0 ? "" : ` ${variant} makes ${worseInWords(worseBy)}, beyond doubt: is it worth going on?`;
  return `Not decided: ${blind}. ${goOn(comparison, report)}.${stop}`;
};

const goOn = (comparison: ComparisonReport, report: ExperimentReport): string => {
  const { forMinimum, forObserved, control, other } = comparison;
  const plan = forMinimum ?? forObserved;
  const effect = plan && differenceInWords(report.metric, plan.effect);
  if (plan === undefined) return "Go on, and look again later: so far there is no difference at all";
  if (plan.anytime === undefined)
    return `A difference of ${effect}, as it looks so far, would need more than ten million ${unitNames(report.unit)}: keep the control`;
  if (control.n >= plan.anytime.control && other.n >= plan.anytime.other)
    return `That should have been enough for ${effect}: a smaller difference is all there can be, and is it worth more time?`;
  return `Go on until ${goal(comparison, report)}`;
};

/** So few units say nothing of the difference that there may be. */
type Planned = Pick<ComparisonReport, "forMinimum" | "against" | "variant"> & {
  readonly forObserved?: ComparisonReport["forObserved"] | undefined;
};

/** `about 180 each`, and what for. */
const goal = ({ forMinimum, forObserved, against, variant }: Planned, report: ExperimentReport): string => {
  const plan = forMinimum ?? forObserved;
  if (plan?.anytime === undefined) return `there are ${fewestUnits} of each at least`;
  const why =
    plan === forMinimum
      ? `what a difference of ${differenceInWords(report.metric, plan.effect)} needs`
      : `what ${differenceInWords(report.metric, plan.effect)}, the difference so far, would need`;
  return `about ${neededInWords(plan.anytime, { against, variant, metric: report.metric })} (${why})`;
};

/** Rounded up to two digits: more would promise what nobody knows. */
const neededInWords = (
  { control, other }: Needed,
  { against, variant, metric }: { readonly against: string; readonly variant: string; readonly metric: string },
): string => {
  const [least, its] = [rounded(Math.max(control, fewestUnits)), rounded(Math.max(other, fewestUnits))];
  const rated = metric === "satisfaction" ? " with a rated reply" : "";
  return `${least === its ? `${least} each` : `${least} of ${against} and ${its} of ${variant}`}${rated}`;
};

const rounded = (n: number): number => {
  const step = Math.max(1, 10 ** (Math.floor(Math.log10(n)) - 1));
  return Math.ceil(n / step) * step;
};

const worseInWords = (worseBy: ComparisonReport["worseBy"]): string =>
  worseBy
    .map(({ metric, low }) => `${metricFacts[metric].rise} (by ${differenceInWords(metric, low)} at least)`)
    .join(" and ");
