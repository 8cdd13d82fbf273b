import { createHash } from "node:crypto";
import type { RunReport } from "../run-report.ts";
import { escapeMarkup } from "./escape-markup.ts";
import { evalPageScript } from "./eval-page-script.ts";
import { evalPageStyle } from "./eval-page-style.ts";
import { evalPlot } from "./eval-plot.ts";
import {
  activitySection,
  comparisonSection,
  errorSection,
  metricSection,
  noticeSection,
  runSection,
  sliceSection,
} from "./eval-sections.ts";
import { turnSection } from "./eval-turns.ts";

/**
 * The run as one HTML file, in pieces, that needs no other and opens no connection: its own content policy forbids it all but its style
 * and its one script, without which it reads the same.
 */
export function* evalHtml(report: RunReport): Iterable<string> {
  const title = escapeMarkup(`${report.info.programs.map(({ name }) => name).join(", ")} on ${report.info.split}`);
  yield `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${evalPageStyle}</style></head><body>
<h1>${title}</h1>
${noticeSection(report)}${runSection(report)}
<h2>Scores</h2>
<p class="dim">Means from 0 to 1 with 95 % intervals over whole conversations${report.comparison.baseline === undefined ? "" : `; the dashed line is ${escapeMarkup(report.comparison.baseline)}`}.</p>
<div class="wide">${evalPlot(report.comparison)}</div>
${metricSection(report)}
${comparisonSection(report)}
${activitySection(report)}
${sliceSection(report)}
${errorSection(report)}
`;
  yield* turnSection(report);
  yield `
<script>${evalPageScript}</script>
</body></html>
`;
}

const scriptHash = createHash("sha256").update(evalPageScript).digest("base64");

const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'; base-uri 'none'; form-action 'none'`;
