import { percentile, type Row, row } from "./measure.ts";
import { runSoak, type SoakOptions, type SoakReport } from "./run-soak.ts";

const usual: SoakOptions = { turns: 2000, atOnce: 32, seed: 6, share: 0.2, last: "offline" };

/**
 * 2,000 turns, 32 at once, over servers of which a fifth of the requests fail in every way there is: what came of them.
 * Where a limit is broken, what was seen is told on stderr; SOAK_SEED sets another seed.
 */
export const soak = async (): Promise<readonly Row[]> => {
  const seed = Number(process.env.SOAK_SEED ?? usual.seed);
  return [
    ...rowsOf("offline last", await runSoak({ ...usual, seed })),
    ...rowsOf("nobody last", await runSoak({ ...usual, seed: seed + 1, last: "nobody" })),
  ];
};

/** What must be in a report, by its name: 0 where it is. */
export const breaches = (report: SoakReport): Readonly<Record<string, number>> => ({
  "turns with no reply and no honest line, or with words that were not to be shown": report.wrongCount,
  "calls that servers billed and the ledger does not hold": Math.max(0, report.spend.billed - report.spend.held),
  "calls with figures that no server told": report.spend.foreign,
  "calls left reserved or lost": report.reserved + report.spend.lost + (report.sumsAgree ? 0 : 1),
  "turns that the prediction log misses, or has torn":
    Math.abs(report.predictions.lines - report.turns) + report.predictions.torn,
  "unhandled rejections and warnings": report.rejections.length + report.warnings.length,
  "sockets and timers left": leftOpen(report),
});

/** Heap after the last quarter of the turns against that after the first. */
export const heapGrowth = ({ heap }: SoakReport): number => (heap.at(-1) ?? Number.NaN) / (heap[0] ?? Number.NaN);

const rowsOf = (name: string, report: SoakReport): readonly Row[] => {
  const { took, turns, seconds, servers, spend, endings, decisions } = report;
  const failed = servers.reduce((sum, server) => sum + server.failed, 0);
  const requests = servers.reduce((sum, server) => sum + server.requests, 0);
  const { heldTokens, billedTokens } = spend.rest;
  const broken = breaches(report);
  if (Object.values(broken).some((count) => count > 0)) tellAll(report);
  return [
    row(`${name}: turns (seed ${report.seed})`, turns, undefined, ` in ${seconds.toFixed(0)} s`, 0),
    row("  requests that failed", (100 * failed) / requests, undefined, ` % of ${requests}`, 1),
    ...Object.entries(broken).map(([what, count]) => row(`  ${what}`, count, 0, "", 0)),
    row("  calls that the ledger has from the servers", spend.exact, undefined, ` of ${spend.billed}`, 0),
    row("  tokens of the others: the ledger's estimate / the servers'", heldTokens / billedTokens, undefined, "×"),
    row("  tokens that endless replies were billed beyond that", spend.endlessTokens, undefined, "", 0),
    row("  heap after the last quarter / after the first", heapGrowth(report), 1.1, "×"),
    row("  a turn, p50", percentile(took, 0.5), undefined, " ms", 0),
    row("  a turn, p95", percentile(took, 0.95), undefined, " ms", 0),
    { what: `  ended: ${inWords(endings)}`, value: "" },
    { what: `  on the way: ${inWords(decisions)}`, value: "" },
  ];
};

const tellAll = ({ took: _, ...report }: SoakReport): void => console.error(JSON.stringify(report, undefined, 2));

/** What the process still waited for when all was closed, and had not before it began. */
const leftOpen = ({ resources: { before, closed }, openConnections }: SoakReport): number =>
  Object.entries(closed).reduce(
    (sum, [kind, count]) => sum + Math.max(0, count - (before[kind] ?? 0)),
    openConnections,
  );

const inWords = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([what, count]) => `${what} ${count}`)
    .join(", ");
