import { adviceOf } from "../app/experiments/advice.ts";
import type { UnitsSummary } from "../app/experiments/compare-units.ts";
import type { ComparisonReport, NeededUnits } from "../app/experiments/compare-variant.ts";
import type { ExperimentReport, VariantReport } from "../app/experiments/experiment-report.ts";
import type { ExperimentMetric } from "../app/experiments/experiment-schema.ts";
import {
  changeInWords,
  differenceInWords,
  figureInWords,
  guardMetrics,
  isBeyondAll,
  metricFacts,
} from "../app/experiments/metric-facts.ts";
import type { ReportOptions } from "../app/experiments/open-desk.ts";
import { countedUnits, type UnitKind, unitName, unitNames } from "../app/experiments/unit-words.ts";
import { pInWords, plural } from "../evals/reports/eval-words.ts";
import { fewestUnits } from "../evals/statistics/confidence-sequence.ts";
import { facts, hanging, tableOr } from "./lay-out.ts";
import { print } from "./print.ts";
import { displayLine } from "./terminal/display-text.ts";

/** Prints what an experiment says, and what to do. Returns the exit code. @throws {InputError} */
export const showReport = async (
  name: string,
  { json = false, ...options }: ReportOptions & { readonly json?: boolean },
): Promise<number> => {
  const { openExperimentDesk } = await import("../app/experiments/open-desk.ts");
  const report = await openExperimentDesk().report(name, options);
  const advice = adviceOf(report);
  if (json) await print(`${JSON.stringify({ ...report, advice }, null, 2)}\n`);
  else await print(`${reportLines(report, advice).join("\n")}\n`);
  return 0;
};

/** The report as it is printed; the advice is what it ends with. */
export const reportLines = (report: ExperimentReport, advice: readonly string[]): readonly string[] => {
  const closing = advice.flatMap((sentence) => hanging("", displayLine(sentence)));
  if (report.from === undefined || report.until === undefined) return closing;
  const { metric, variants, comparisons, unit } = report;
  const hasTurns = report.stopped ? `; stopped: ${report.stopped.reason}` : "";
  return [
    ...hanging("", displayLine(`${report.name}: ${metricFacts[metric].of}, by ${unitName(unit)}`)),
    ...hanging("", displayLine(`${dayOf(report.from)} to ${dayOf(report.until)}${hasTurns}`)),
    "",
    ...valueLines(variants, report),
    "",
    ...guardLines(variants, metric),
    ...comparisons.flatMap((comparison) => ["", ...comparisonLines(comparison, report)]),
    ...trafficLines(report),
    "",
    ...closing,
  ];
};

const valueLines = (variants: readonly VariantReport[], { metric, unit }: ExperimentReport): readonly string[] => {
  const rows = variants.map((variant) => [
    displayLine(`${variant.name}${variant.stopped ? " (stopped)" : ""}`),
    `${variant.units}`,
    `${variant.turns}`,
    `${variant.value.n}`,
    summaryInWords(metric, variant.value),
  ]);
  return tableOr([["variant", unitNames(unit), "turns", "measured", `${metric} (95 % interval)`], ...rows], () =>
    variants.flatMap((variant) => [
      ...hanging("", displayLine(variant.name)),
      ...hanging("  ", `${countedUnits(variant.units, unit)}, ${plural(variant.turns, "turn")}`),
      ...hanging("  ", `${metric} ${summaryInWords(metric, variant.value)}, of ${variant.value.n}`),
    ]),
  );
};

/** What must not get worse meanwhile. */
const guardLines = (variants: readonly VariantReport[], metric: ExperimentMetric): readonly string[] => {
  const shown = guardMetrics.filter((each) => each !== metric);
  const rows = variants.map(({ name, guards }) => [
    displayLine(name),
    ...shown.map((each) => summaryInWords(each, guards[each])),
  ]);
  return tableOr([["meanwhile", ...shown], ...rows], () =>
    variants.flatMap(({ name, guards }) => [
      ...hanging("", displayLine(name)),
      ...shown.flatMap((each) => hanging("  ", `${each} ${summaryInWords(each, guards[each])}`)),
    ]),
  );
};

const comparisonLines = (comparison: ComparisonReport, report: ExperimentReport): readonly string[] => {
  const { variant, against, difference, interval, anytime, paired, control, other, inBoth } = comparison;
  const { metric, comparisons, unit } = report;
  const range = (each: { readonly low: number; readonly high: number }) =>
    `${changeInWords(metric, each.low)} to ${changeInWords(metric, each.high)}`;
  if (control.n === 0 || other.n === 0) return [];
  const many =
    comparisons.length > 1
      ? ` (${pInWords(comparison.correctedP ?? 1)} corrected for ${comparisons.length} comparisons)`
      : "";
  return [
    ...hanging("", displayLine(`${variant} against ${against}`)),
    ...facts([
      [
        "  difference",
        `${changeInWords(metric, difference)}${interval ? `, 95 % interval ${range(interval)} for a single look` : ""}`,
      ],
      ["  test", comparison.test ? `${testInWords(comparison)}${many}` : `none: ${whyNoTest(comparison, unit)}`],
      [
        "  at any time",
        anytime
          ? `${range(anytime)}, p ${pInWords(anytime.p)}: holds however often you look`
          : Math.min(control.n, other.n) < fewestUnits
            ? `nothing yet: from ${fewestUnits} ${unitNames(unit)} of each on`
            : `nothing: the values of each variant are all the same, and give no interval`,
      ],
      ...(paired
        ? ([
            [
              "  seen both",
              `${countedUnits(paired.n, unit)}: ${changeInWords(metric, paired.difference)} (${range(paired)}), paired t-test p ${pInWords(paired.p)}; times differ, so this is a hint`,
            ],
          ] as const)
        : inBoth > 0
          ? ([["  seen both", `${countedUnits(inBoth, unit)}, left out of the comparison`]] as const)
          : []),
      ...powerFacts(comparison, report),
    ]),
  ];
};

const powerFacts = (
  { detectable, forObserved, forMinimum }: ComparisonReport,
  { metric, unit }: ExperimentReport,
): readonly (readonly [string, string])[] => [
  ...(detectable === undefined
    ? []
    : ([
        [
          "  can be seen now",
          isBeyondAll(metric, detectable)
            ? `nothing: even a difference of ${differenceInWords(metric, 1)} cannot be seen yet`
            : `${differenceInWords(metric, detectable)} or more (80 of 100 times)`,
        ],
      ] as const)),
  ...[forMinimum, forObserved].flatMap((needed) =>
    needed === undefined
      ? []
      : ([[`  for ${differenceInWords(metric, needed.effect)}`, neededInWords(needed, unit)]] as const),
  ),
];

const neededInWords = ({ anytime, once }: NeededUnits, unit: UnitKind): string =>
  anytime === undefined
    ? `more than ten million ${unitNames(unit)}`
    : `${anytime.control} + ${anytime.other} ${unitNames(unit)} at most, looking whenever you like${once ? `; ${once.control} + ${once.other} with one look at the end` : ""}`;

const whyNoTest = ({ control, other, variant, against }: ComparisonReport, unit: UnitKind): string => {
  const alone = [...(control.n === 1 ? [against] : []), ...(other.n === 1 ? [variant] : [])];
  return alone.length === 0
    ? "all values are the same"
    : `one ${unitName(unit)} of ${alone.join(" and one of ")} is too few to say how much they vary`;
};

const testInWords = ({ test }: ComparisonReport): string => {
  if (test === undefined) return "";
  const p = `p ${pInWords(test.p)} for a single look`;
  if (test.name === "fisher") return `Fisher's exact test, ${p}`;
  const figures = `${(test.statistic ?? 0).toFixed(2).replace("-", "−")}, ${test.degrees?.toFixed(test.name === "welch" ? 1 : 0)} degrees of freedom`;
  return test.name === "welch" ? `Welch's t-test, t = ${figures}, ${p}` : `χ² test, χ² = ${figures}, ${p}`;
};

const trafficLines = ({ traffic, variants }: ExperimentReport): readonly string[] => {
  if (traffic === undefined) return [];
  const counts = variants.map(
    ({ name, share = 0 }) => `${name} ${traffic.counts[name] ?? 0} (${(share * 100).toFixed(0)} % meant)`,
  );
  const verdict = traffic.isOff ? "NOT as configured" : "as configured";
  return [
    "",
    ...hanging("traffic  ", displayLine(`${verdict}: ${counts.join(", ")}; χ² test p ${pInWords(traffic.p)}`)),
  ];
};

const summaryInWords = (metric: ExperimentMetric, { n, mean, low, high }: UnitsSummary): string => {
  if (n === 0) return "–";
  const range =
    low === undefined || high === undefined ? "" : ` (${figureInWords(metric, low)} to ${figureInWords(metric, high)})`;
  return `${figureInWords(metric, mean)}${range}`;
};

const dayOf = (at: string): string => at.slice(0, 10);
