import type { SimulateSettings } from "../app/simulate.ts";
import { simulationHtml } from "../evals/simulate/html-report.ts";
import { cellInWords, reportRows } from "../evals/simulate/report-rows.ts";
import { type SimulationSummary, summarizeTranscripts } from "../evals/simulate/summarize.ts";
import type { Transcript } from "../evals/simulate/transcript.ts";
import { print } from "./print.ts";
import { stopOnSignal } from "./progress/stop-on-signal.ts";
import { asTable } from "./table.ts";
import { displayLine } from "./terminal/display-text.ts";

/** A gate that did not pass. */
const notPassed = 100;

/**
 * Lets simulated users talk and reports what came of it. Returns 0; 100 where something was shown against the policy; 1
 * where an error ended a conversation or the budget was used up; 128 and its number for a signal.
 */
export const simulate = async (settings: SimulateSettings & { readonly report?: "json" | "html" }): Promise<number> => {
  const { openSimulation } = await import("../app/simulate.ts");
  const stop = stopOnSignal(() => console.error("understudy: stopping; what was said is kept"));
  try {
    const simulation = await openSimulation(settings, stop.signal);
    const tellNotices = () => {
      for (const notice of simulation.takeNotices()) console.error(`understudy: ${notice}`);
    };
    try {
      const { conversations, expectedCalls, lmName, lmReason } = simulation;
      tellNotices();
      const calls = expectedCalls === 0 ? "no model calls" : `about ${expectedCalls} model calls`;
      console.error(`understudy: ${conversations} conversations with ${lmName} (${lmReason}), ${calls}`);
      let ended = 0;
      const transcripts = await simulation.hold(({ id, turns, end }) => {
        ended++;
        if (!process.stderr.isTTY) return;
        console.error(
          `understudy: ${ended} of ${conversations}: ${displayLine(id)}, ${turns.length} turns, ${end.reason}`,
        );
      });
      tellNotices();
      const summaries = summarizeTranscripts(transcripts);
      await print(reportOf(settings.report, summaries, transcripts, simulation.run, simulation.out));
      const missing = conversations - transcripts.length;
      if (missing > 0) console.error(`understudy: ${missing} of ${conversations} conversations were not begun`);
      return stop.exitCode() ?? codeOf(summaries, missing);
    } finally {
      await simulation.close();
    }
  } finally {
    stop.release();
  }
};

const codeOf = (summaries: readonly SimulationSummary[], missing: number): number => {
  if (summaries.some(({ turns }) => turns.violated.hits > 0)) return notPassed;
  return missing > 0 || summaries.some(({ ends }) => ends.error) ? 1 : 0;
};

const reportOf = (
  kind: "json" | "html" | undefined,
  summaries: readonly SimulationSummary[],
  transcripts: readonly Transcript[],
  run: string,
  out: string,
): string => {
  if (kind === "html") return simulationHtml(summaries, transcripts);
  if (kind === "json") return `${JSON.stringify({ run, transcripts: out, summaries }, null, 2)}\n`;
  const places = `transcripts: ${displayLine(out)}\nrun: ${run} (understudy eval rescore ${run})\n`;
  return summaries.length === 0 ? places : `${inTable(summaries)}\n\n${places}`;
};

const inTable = (summaries: readonly SimulationSummary[]): string => {
  const rows = reportRows(summaries);
  const head = ["", ...summaries.map(({ program, lm }) => displayLine(`${program}, ${lm}`))];
  const lines = asTable([
    head,
    ...rows.map(({ label, cells }) => [`  ${displayLine(label)}`, ...cells.map(cellInWords)]),
  ]);
  return [
    "shares and means with their 95 % intervals, clustered by conversation",
    lines[0],
    ...rows.flatMap(({ section }, at) => [
      ...(section === rows[at - 1]?.section ? [] : [section]),
      lines[at + 1] ?? "",
    ]),
  ].join("\n");
};
