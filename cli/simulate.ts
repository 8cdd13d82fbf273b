import type { SimulateSettings, Simulation } from "../app/simulation/simulate.ts";
import { dollars } from "../brain/core/dollars.ts";
import { plural } from "../evals/reports/eval-words.ts";
import { conversationFaults, faultInWords } from "../evals/simulate/faults.ts";
import { simulationHtml } from "../evals/simulate/html-report.ts";
import { cellInWords, reportRows } from "../evals/simulate/report-rows.ts";
import { type SimulationSummary, summarizeTranscripts } from "../evals/simulate/summarize.ts";
import type { Transcript } from "../evals/simulate/transcript.ts";
import { closePatiently } from "./close-patiently.ts";
import { print } from "./print.ts";
import { stopOnSignal } from "./progress/stop-on-signal.ts";
import { asTable } from "./table.ts";
import { tell } from "./tell.ts";
import { displayLine } from "./terminal/display-text.ts";

/** A gate that did not pass. */
const notPassed = 100;

/**
 * Lets simulated users talk and reports what came of it. Returns 0; 100 where something was shown against the policy; 1
 * where an error ended a conversation or the budget was used up; 128 and its number for a signal.
 */
export const simulate = async (settings: SimulateSettings & { readonly report?: "json" | "html" }): Promise<number> => {
  const { openSimulation } = await import("../app/simulation/simulate.ts");
  const stop = stopOnSignal(() => tell("stopping; what was said is kept"));
  try {
    const simulation = await openSimulation(settings, stop.signal);
    const tellNotices = () => {
      for (const notice of simulation.takeNotices()) tell(notice);
    };
    try {
      const { conversations, expectedCalls, fallbackName, lmName, lmReason } = simulation;
      tellNotices();
      const calls = expectedCalls === 0 ? "no model calls" : `about ${plural(expectedCalls, "model call")}`;
      const further =
        fallbackName === undefined ? "" : `, and some of ${fallbackName} where that fails or is held back`;
      tell(`${plural(conversations, "conversation")} with ${lmName} (${lmReason}), ${calls}${further}`);
      let ended = 0;
      const transcripts = await simulation.hold(({ id, turns, end }) => {
        ended++;
        if (!process.stderr.isTTY) return;
        tell(`${ended} of ${conversations}: ${displayLine(id)}, ${plural(turns.length, "turn")}, ${end.reason}`);
      });
      tellNotices();
      const summaries = summarizeTranscripts(transcripts);
      await print(reportOf(settings.report, summaries, transcripts, simulation));
      const faults = conversationFaults(transcripts);
      for (const fault of faults) tell(faultInWords(fault));
      const refused = simulation.refusal()?.message;
      if (refused !== undefined && !faults.some(({ message }) => message === refused)) tell(refused);
      if (simulation.mayCost) tell(spentInWords(simulation));
      const missing = conversations - transcripts.length;
      if (missing > 0)
        tell(`${missing} of ${plural(conversations, "conversation")} ${missing === 1 ? "was" : "were"} not begun`);
      return stop.exitCode() ?? codeOf(summaries, missing);
    } finally {
      await closePatiently(simulation, stop);
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
  { run, out, spent, playerCalls }: Simulation,
): string => {
  if (kind === "html") return simulationHtml(summaries, transcripts);
  if (kind === "json") {
    const faults = conversationFaults(transcripts);
    const report = { run, transcripts: out, summaries, faults, spent: { ...spent(), playerCalls: playerCalls() } };
    return `${JSON.stringify(report, null, 2)}\n`;
  }
  const places = `transcripts: ${displayLine(out)}\nrun: ${run} (understudy eval rescore ${run})\n`;
  return summaries.length === 0 ? places : `${inTable(summaries)}\n\n${places}`;
};

/** What all calls came to, those of the played users among them. */
const spentInWords = ({ spent, playerCalls }: Simulation): string => {
  const { calls, cachedCalls, promptTokens, completionTokens, cost } = spent();
  const players = playerCalls();
  return [
    `spent: ${plural(calls, "model call")}`,
    ...(cachedCalls > 0 ? [`${cachedCalls} more were given again and cost nothing`] : []),
    ...(players > 0 ? [`${players} of all were asked to play users`] : []),
    `${promptTokens} + ${completionTokens} tokens`,
    cost === undefined ? "at an unknown price (--price tells it)" : dollars(cost),
  ].join(", ");
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
