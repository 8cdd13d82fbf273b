import type { Answer, Gate, ReportTurn, RunReport } from "../run-report.ts";
import { escapeMarkup } from "./escape-markup.ts";
import { decimals, isBelow } from "./eval-words.ts";

type Outcome = { readonly failure: string } | { readonly error: string } | undefined;

type Entry = { readonly name: string; readonly seconds?: number; readonly outcome: Outcome };

type Suite = { readonly name: string; readonly entries: () => Iterable<Entry> };

type Counts = { readonly tests: number; readonly failures: number; readonly errors: number };

/**
 * The run as JUnit XML, in pieces: a suite for each program that is judged, with a test case for each of its answers, and one of the gates.
 * An answer fails where a metric with `passAt` scores it lower; one that never came, or could not be scored, is an error.
 */
export function* evalJunit(report: RunReport): Iterable<string> {
  const suites = suitesOf(report).map((suite) => ({ ...suite, counts: countOf(suite.entries()) }));
  const all = { tests: 0, failures: 0, errors: 0 };
  for (const { counts } of suites) {
    all.tests += counts.tests;
    all.failures += counts.failures;
    all.errors += counts.errors;
  }
  const name = escapeMarkup(`understudy eval ${report.info.id}`);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${name}" ${inAttributes(all)}>\n`;
  for (const { name, entries, counts } of suites) {
    yield `  <testsuite name="${escapeMarkup(name)}" ${inAttributes(counts)}>\n`;
    for (const entry of entries()) yield entryMarkup(name, entry);
    yield "  </testsuite>\n";
  }
  yield "</testsuites>\n";
}

/** Entries are made when they are looked at, twice: how many there are stands before them. */
const suitesOf = ({ info, subjects, turns, metrics, gates }: RunReport): readonly Suite[] => {
  const passAt = new Map(metrics.map((metric) => [metric.name, metric.passAt]));
  const answersOf = function* (name: string): Iterable<Entry> {
    for (const turn of turns)
      for (const answer of turn.answers) if (answer.program === name) yield entryOf(turn, answer, passAt, info.repeat);
  };
  return [
    ...subjects.map((name) => ({ name, entries: () => answersOf(name) })),
    ...(gates.length > 0 ? [{ name: "gates", entries: () => gates.map(gateEntry) }] : []),
  ];
};

function entryOf(
  { case: evalCase }: ReportTurn,
  { repeat, error, reply, scores }: Answer,
  passAt: ReadonlyMap<string, number | undefined>,
  times: number,
): Entry {
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

function entryMarkup(suite: string, { name, seconds, outcome }: Entry): string {
  const time = seconds === undefined ? "" : ` time="${seconds.toFixed(3)}"`;
  const open = `    <testcase classname="${escapeMarkup(`eval.${suite}`)}" name="${escapeMarkup(name)}"${time}`;
  if (outcome === undefined) return `${open}/>\n`;
  const [tag, message] = "failure" in outcome ? ["failure", outcome.failure] : ["error", outcome.error];
  return `${open}><${tag} message="${escapeMarkup(message)}"/></testcase>\n`;
}

const countOf = (entries: Iterable<Entry>): Counts => {
  let [tests, failures, errors] = [0, 0, 0];
  for (const { outcome } of entries) {
    tests++;
    if (outcome !== undefined && "failure" in outcome) failures++;
    else if (outcome !== undefined) errors++;
  }
  return { tests, failures, errors };
};

const inAttributes = ({ tests, failures, errors }: Counts): string =>
  `tests="${tests}" failures="${failures}" errors="${errors}"`;
