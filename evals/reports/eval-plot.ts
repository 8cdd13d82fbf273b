import stringWidth from "string-width";
import type { Summary } from "../../brain/core/evaluation.ts";
import type { Comparison, MetricComparison } from "../compare.ts";
import { escapeMarkup } from "./escape-markup.ts";
import { summaryInWords } from "./eval-words.ts";

/** All in pixels. A column of the label is one terminal cell, as string-width counts them. */
const row = 22;
const cell = 7.5;
const axis = 340;
const words = 230;
const ticks = [0, 0.25, 0.5, 0.75, 1];
const mostColumns = 32;

/** The means of all programs by all metrics as an inline SVG: intervals on one axis from 0 to 1, the baseline's mean dashed. */
export const evalPlot = ({ metrics, baseline }: Comparison): string => {
  const labels = metrics.flatMap(({ scores }) => scores.map(({ program }) => stringWidth(clip(program))));
  const left = Math.round(Math.max(8, ...labels) * cell) + 12;
  const panels = metrics.reduce<{ readonly markup: string; readonly y: number }>(
    ({ markup, y }, metric) => ({
      markup: markup + panel(metric, { left, y, baseline }),
      y: y + row * (metric.scores.length + 1.5),
    }),
    { markup: "", y: row },
  );
  const height = Math.round(panels.y);
  const width = left + axis + words;
  const head = ticks
    .map((tick) => `<text x="${left + tick * axis}" y="12" class="dim" text-anchor="middle">${tick}</text>`)
    .join("");
  return `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Scores with 95 % intervals">${head}${panels.markup}</svg>`;
};

type Place = { readonly left: number; readonly y: number; readonly baseline: string | undefined };

function panel({ metric, scores }: MetricComparison, { left, y, baseline }: Place): string {
  const top = y + row;
  const bottom = top + row * scores.length;
  const line = (share: number, kind: string) => {
    const x = (left + share * axis).toFixed(1);
    return `<line class="${kind}" x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/>`;
  };
  const against = scores.find(({ program }) => program === baseline)?.summary;
  return [
    `<text x="0" y="${top - 6}" class="head">${escapeMarkup(metric)}</text>`,
    ...ticks.map((tick) => line(tick, "grid")),
    ...(against !== undefined && against.n > 0 ? [line(against.mean, "base")] : []),
    ...scores.map(({ program, summary }, at) => scoreRow(program, summary, { left, y: top + row * (at + 0.5) })),
  ].join("");
}

function scoreRow(
  program: string,
  summary: Summary,
  { left, y }: { readonly left: number; readonly y: number },
): string {
  const at = (share: number) => (left + share * axis).toFixed(1);
  const mark =
    summary.n === 0
      ? ""
      : `<line class="span" x1="${at(summary.low)}" x2="${at(summary.high)}" y1="${y}" y2="${y}"/><circle cx="${at(summary.mean)}" cy="${y}" r="5"/>`;
  return `<text x="${left - 10}" y="${y + 4}" text-anchor="end">${escapeMarkup(clip(program))}<title>${escapeMarkup(program)}</title></text>${mark}<text x="${left + axis + 12}" y="${y + 4}">${summaryInWords(summary)}</text>`;
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

function clip(name: string): string {
  if (stringWidth(name) <= mostColumns) return name;
  let kept = "";
  for (const { segment } of graphemes.segment(name)) {
    if (stringWidth(kept + segment) >= mostColumns) break;
    kept += segment;
  }
  return `${kept}…`;
}
