import { escapeMarkup } from "../reports/escape-markup.ts";
import { plural } from "../reports/eval-words.ts";
import { cellInWords, type ReportRow, reportRows } from "./report-rows.ts";
import type { SimulationSummary } from "./summarize.ts";
import type { Transcript, TranscriptTurn } from "./transcript.ts";

/** The simulation as one HTML file that needs no other: the figures with their intervals drawn, then every conversation. */
export const simulationHtml = (
  summaries: readonly SimulationSummary[],
  transcripts: readonly Transcript[],
): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Simulated users</title>
<style>${style}</style></head><body>
<h1>Simulated users</h1>
<p>${plural(transcripts.length, "conversation")}. Shares with their 95 % intervals, clustered by conversation. The users are invented; so is what they say.</p>
${table(summaries)}
<h2>Conversations</h2>
${transcripts.map(conversation).join("\n")}
</body></html>
`;

const table = (summaries: readonly SimulationSummary[]): string => {
  const head = summaries.map(
    ({ program, lm }) => `<th>${escapeMarkup(program)}<br><small>${escapeMarkup(lm)}</small></th>`,
  );
  const rows = reportRows(summaries);
  return `<table><thead><tr><th></th>${head.join("")}</tr></thead><tbody>${rows
    .map(
      ({ section, label, cells }, at) =>
        `${section === rows[at - 1]?.section ? "" : `<tr><th colspan="${cells.length + 1}">${escapeMarkup(section)}</th></tr>`}<tr><td>${escapeMarkup(label)}</td>${cells.map(cellOf).join("")}</tr>`,
    )
    .join("\n")}</tbody></table>`;
};

const cellOf = (cell: ReportRow["cells"][number]): string => `<td>${escapeMarkup(cellInWords(cell))}${bar(cell)}</td>`;

const bar = (cell: ReportRow["cells"][number]): string => {
  if (cell === undefined || typeof cell === "number" || !("hits" in cell) || cell.share === undefined) return "";
  const at = (part: number) => `${(100 * part).toFixed(1)}%`;
  return `<div class="bar"><i style="left:${at(cell.low)};width:${at(cell.high - cell.low)}"></i><b style="left:${at(cell.share)}"></b></div>`;
};

const conversation = ({ id, user, mood, program, lm, end, turns }: Transcript): string =>
  `<details><summary>${escapeMarkup(id)}: ${escapeMarkup(user)} (${escapeMarkup(mood)}) with ${escapeMarkup(program)}, ${escapeMarkup(lm)}; ${plural(turns.length, "turn")}, ended by ${escapeMarkup(end.code === undefined ? end.reason : `${end.reason}, ${end.code}`)}</summary>
<table><tbody>${turns.map(turnRow).join("")}</tbody></table></details>`;

const turnRow = (turn: TranscriptTurn): string => {
  const notes = [
    turn.pipeline,
    turn.by,
    turn.ended === "complete" ? undefined : turn.ended,
    turn.error && `error: ${turn.error.code}`,
    ...turn.verdicts.map(({ side, action, category, guard }) => `${side} ${action}: ${category ?? guard}`),
    ...turn.violations.map((category) => `SHOWN: ${category}`),
    ...turn.demos.map(({ id, similarity }) => `${id} ${similarity.toFixed(2)}`),
  ].filter((note) => note !== undefined);
  return `<tr><td><small>${escapeMarkup(turn.at.slice(0, 16).replace("T", " "))}</small></td><td class="text">${escapeMarkup(turn.message)}</td><td class="text">${escapeMarkup(turn.reply)}</td><td><small>${notes.map((note) => escapeMarkup(note)).join("<br>")}</small></td></tr>`;
};

const style = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
.bar{position:relative;width:10rem;height:.5rem;background:#eee;margin:.2rem 0}.bar i{position:absolute;top:0;bottom:0;background:#9bc}.bar b{position:absolute;top:-.15rem;bottom:-.15rem;width:2px;background:#124}
.text{white-space:pre-wrap;overflow-wrap:anywhere}summary{cursor:pointer;padding:.3rem 0}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#161616}th,td{border-color:#333}.bar{background:#333}.bar i{background:#468}.bar b{background:#def}}`;
