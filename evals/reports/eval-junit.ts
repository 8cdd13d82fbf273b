import type { Answer, Gate, MetricNote, ReportTurn, RunReport } from "../run-report.ts";
import { escapeMarkup } from "./escape-markup.ts";
import { decimals, isBelow } from "./eval-words.ts";

type Outcome = { readonly failure: string } | { readonly error: string } | undefined;

type Entry = { readonly name: string; readonly seconds?: number; readonly outcome: Outcome };

/**
 * The run as JUnit XML: a suite for each program with a test case for each of its answers, and one of the gates. An answer
 * fails where a metric with `passAt` scores it lower; one that never came, or could not be scored, is an error.
 */
export const evalJunit = (report: RunReport): string => {
  const suites = [
    ...report.info.programs.map(({ name }) => ({
      name,
      entries: report.turns.flatMap((turn) =>
        turn.answers
          .filter(({ program }) => program === name)
          .map((answer) => entryOf(turn, answer, report.metrics, report.info.repeat)),
      ),
    })),
    ...(report.gates.length > 0 ? [{ name: "gates", entries: report.gates.map(gateEntry) }] : []),
  ];
  const all = suites.flatMap(({ entries }) => entries);
  const name = escapeMarkup(`understudy eval ${report.info.id}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${name}" ${counts(all)}>\n${suites.map(suiteMarkup).join("")}</testsuites>\n`;
};

function entryOf(
  { case: evalCase }: ReportTurn,
  { repeat, error, reply, scores }: Answer,
  metrics: readonly MetricNote[],
  times: number,
): Entry {
  const passAt = new Map(metrics.map((metric) => [metric.name, metric.passAt]));
  const low = scores.flatMap((each) => {
    const least = passAt.get(each.metric);
    if ("error" in each || !isBelow(each.scored.score, least)) return [];
    return [`${each.metric} ${decimals(each.scored.score)} is below ${least}: ${each.scored.reason}`];
  });
  const faults = [
    ...(error === undefined ? [] : [`${error.code}: ${error.message}`]),
    ...scores.flatMap((each) => ("error" in each && passAt.get(each.metric) !== undefined ? [each.error.message] : [])),
  ];
  return {
    name: times > 1 ? `${evalCase.id} (${repeat + 1} of ${times})` : evalCase.id,
    ...(reply !== undefined && { seconds: reply.ms / 1000 }),
    outcome:
      low.length > 0 ? { failure: low.join("; ") } : faults.length > 0 ? { error: faults.join("; ") } : undefined,
  };
}

const gateEntry = ({ name, passed, message }: Gate): Entry => ({
  name,
  outcome: passed ? undefined : { failure: message },
});

const suiteMarkup = ({ name, entries }: { name: string; entries: readonly Entry[] }): string =>
  `  <testsuite name="${escapeMarkup(name)}" ${counts(entries)}>\n${entries.map((entry) => entryMarkup(name, entry)).join("")}  </testsuite>\n`;

function entryMarkup(suite: string, { name, seconds, outcome }: Entry): string {
  const time = seconds === undefined ? "" : ` time="${seconds.toFixed(3)}"`;
  const open = `    <testcase classname="${escapeMarkup(`eval.${suite}`)}" name="${escapeMarkup(name)}"${time}`;
  if (outcome === undefined) return `${open}/>\n`;
  const [tag, message] = "failure" in outcome ? ["failure", outcome.failure] : ["error", outcome.error];
  return `${open}><${tag} message="${escapeMarkup(message)}"/></testcase>\n`;
}

const counts = (entries: readonly Entry[]): string => {
  const failures = entries.filter(({ outcome }) => outcome !== undefined && "failure" in outcome).length;
  const errors = entries.filter(({ outcome }) => outcome !== undefined && "error" in outcome).length;
  return `tests="${entries.length}" failures="${failures}" errors="${errors}"`;
};
