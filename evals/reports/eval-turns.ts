import { diffWords } from "diff";
import type { Answer, AnswerScore, MetricNote, ReportTurn, RunReport } from "../run-report.ts";
import { chooseTurns, hasError, worstScore } from "./choose-turns.ts";
import { escapeMarkup } from "./escape-markup.ts";
import { decimals, isBelow, plural } from "./eval-words.ts";

/** Texts are cut to so many UTF-16 units where they stand for something that is shown whole elsewhere. */
const clippedTo = 120;
/** A diff of more changed words than this is noise, and slow. */
const mostEdits = 400;

/** A report, and where each demo's words stand in it. */
type Page = { readonly report: RunReport; readonly anchors: ReadonlyMap<string, string> };

const words = new Intl.Segmenter("en", { granularity: "word" });

/** The turns, folded, with a form that the page's script filters them by; of many, those that are worth a look first. */
export function* turnSection(report: RunReport): Iterable<string> {
  const chosen = chooseTurns(report);
  const left = report.turns.length - chosen.length;
  const ids = new Set(chosen.flatMap(({ answers }) => answers.flatMap(({ demos }) => demos.map(({ id }) => id))));
  const anchors = new Map([...ids].filter((id) => id in report.demos).map((id, at) => [id, `demo-${at}`]));
  const page = { report, anchors };
  const pipelines = new Set(chosen.flatMap(({ answers }) => answers.flatMap(({ pipeline }) => pipeline ?? [])));
  const options = [...pipelines].sort().map((name) => `<option>${escapeMarkup(name)}</option>`);
  const metrics = report.metrics.map(({ name }, at) => `<option value="${at}">${escapeMarkup(name)}</option>`);
  yield `<h2>Turns</h2>
${left > 0 ? leftOut(chosen.length, left, report) : ""}<form id="filter" hidden><label>Text <input name="words" type="search"></label>
<label>Pipeline <select name="pipeline"><option value="">all</option>${options.join("")}</select></label>
<label>Worst score by <select name="metric">${metrics.join("")}</select></label> <label>at most <input name="most" type="number" min="0" max="1" step="0.05"></label>
<label>Order <select name="order"><option value="asked">as asked</option><option value="worst">worst first</option></select></label>
<label><input name="failed" type="checkbox"> with errors only</label> <output id="shown" class="dim"></output></form>
<div id="turns">
`;
  for (const turn of chosen) yield `${turnMarkup(turn, page)}\n`;
  yield "</div>\n";
  yield* demoSection(page);
}

const leftOut = (shown: number, left: number, { metrics: [first] }: RunReport): string =>
  `<p class="dim">${shown} of ${plural(shown + left, "turn")} are shown: those with errors first, then those that failed${
    first === undefined ? "" : `, then the lowest scores by ${escapeMarkup(first.name)}`
  }. ${left} are left out here; the JSON and CSV reports hold all.</p>
`;

function turnMarkup({ case: evalCase, answers }: ReportTurn, page: Page): string {
  const pipelines = [...new Set(answers.flatMap(({ pipeline }) => pipeline ?? []))];
  const worst = page.report.metrics.map(({ name }) => {
    const score = worstScore(answers, name);
    return score === undefined ? "" : `${round(score)}`;
  });
  const failed = answers.some(hasError);
  const last = evalCase.messages.at(-1)?.text ?? "";
  const conversation = evalCase.messages
    .map(({ from, text }) => `<p class="t" dir="auto"><small>${from}:</small> ${escapeMarkup(text)}</p>`)
    .join("");
  const expected =
    evalCase.expected === undefined
      ? ""
      : `<p class="t" dir="auto"><small>reference:</small> ${escapeMarkup(evalCase.expected)}</p>`;
  const tags =
    evalCase.tags.length === 0 ? "" : `<p><small>tags: ${escapeMarkup(evalCase.tags.join(", "))}</small></p>`;
  const shown = answers.map((answer) => answerMarkup(answer, answers, page)).join("");
  return `<details data-p="${escapeMarkup(`|${pipelines.join("|")}|`)}" data-s="${worst.join(",")}"${failed ? " data-e" : ""}><summary><b>${escapeMarkup(evalCase.id)}</b>${escapeMarkup(clip(last))}${failed ? ' <b class="bad">error</b>' : ""}</summary>${conversation}${expected}${tags}${shown}</details>`;
}

function answerMarkup(answer: Answer, all: readonly Answer[], page: Page): string {
  const { report } = page;
  const { program, repeat, error, reply, pipeline, sentiment, partOfDay } = answer;
  const baseline = report.comparison.baseline;
  const against =
    program === baseline ? undefined : all.find((each) => each.program === baseline && each.repeat === repeat);
  const facts = [
    ...(pipeline === undefined ? [] : [pipeline]),
    ...(sentiment === undefined ? [] : [sentiment]),
    ...(partOfDay === undefined ? [] : [partOfDay]),
    ...(reply === undefined
      ? []
      : [`by ${reply.by}`, reply.ended, `${reply.lm}, ${plural(reply.calls, "call")}, ${Math.round(reply.ms)} ms`]),
  ];
  return `<section><h4>${escapeMarkup(program)}${report.info.repeat > 1 ? ` (${repeat + 1})` : ""} <small>${escapeMarkup(facts.join(" · "))}</small></h4>${
    error === undefined ? "" : `<p class="bad">${escapeMarkup(`${error.code}: ${error.message}`)}</p>`
  }${reply === undefined ? "" : `<p class="t" dir="auto">${escapeMarkup(reply.text)}</p>`}${
    reply === undefined || against?.reply === undefined
      ? ""
      : diffMarkup(against.reply.text, reply.text, against.program)
  }${scoreMarkup(answer.scores, report.metrics)}${verdictMarkup(answer)}${demoMarkup(answer, page)}</section>`;
}

function diffMarkup(before: string, after: string, name: string): string {
  if (before === after) return `<p><small>the same words as ${escapeMarkup(name)}</small></p>`;
  const parts = diffWords(before, after, { intlSegmenter: words, maxEditLength: mostEdits });
  if (parts === undefined) return "";
  const marked = parts.map(({ value, added, removed }) => {
    const text = escapeMarkup(value);
    return added ? `<ins>${text}</ins>` : removed ? `<del>${text}</del>` : text;
  });
  return `<p class="t" dir="auto"><small>from ${escapeMarkup(name)}:</small> ${marked.join("")}</p>`;
}

function scoreMarkup(scores: readonly AnswerScore[], metrics: readonly MetricNote[]): string {
  if (scores.length === 0) return "";
  const items = scores.map((score) => {
    const name = escapeMarkup(score.metric);
    if ("error" in score) return `<li>${name} <span class="bad">${escapeMarkup(score.error.message)}</span></li>`;
    const { score: value, reason } = score.scored;
    const least = metrics.find((metric) => metric.name === score.metric)?.passAt;
    const kind = isBelow(value, least) ? ' class="bad"' : "";
    return `<li>${name} <b${kind}>${decimals(value)}</b> <small>${escapeMarkup(reason)}</small></li>`;
  });
  return `<ul>${items.join("")}</ul>`;
}

const verdictMarkup = ({ verdicts }: Answer): string =>
  verdicts.length === 0
    ? ""
    : `<ul>${verdicts
        .map(({ side, guard, action, category, reason }) => {
          const why = [category, reason].filter((each) => each !== undefined).join(": ");
          return `<li><small>${escapeMarkup(`${side} guard ${guard}: ${action}${why === "" ? "" : ` (${why})`}`)}</small></li>`;
        })
        .join("")}</ul>`;

function demoMarkup({ demos }: Answer, { report, anchors }: Page): string {
  if (demos.length === 0) return "";
  const items = demos.map(({ id, similarity, reply }) => {
    const shown = reply ?? report.demos[id]?.reply ?? "";
    const bar = `<meter value="${round(Math.max(0, similarity))}"></meter>`;
    return `<li>${bar} ${similarity.toFixed(2)} <a href="#${anchors.get(id) ?? ""}">${escapeMarkup(id)}</a> <small dir="auto">${escapeMarkup(clip(shown))}</small></li>`;
  });
  return `<details><summary><small>${plural(demos.length, "demo")}</small></summary><ul>${items.join("")}</ul></details>`;
}

function* demoSection({ report: { demos }, anchors }: Page): Iterable<string> {
  if (anchors.size === 0) return;
  yield `<h2>Demos that were shown (${anchors.size})</h2><details><summary>their words</summary>`;
  for (const [id, anchor] of anchors) {
    const { message, reply } = demos[id] ?? { message: "", reply: "" };
    yield `<div id="${anchor}"><b>${escapeMarkup(id)}</b><p class="t" dir="auto"><small>user:</small> ${escapeMarkup(message)}</p><p class="t" dir="auto"><small>client:</small> ${escapeMarkup(reply)}</p></div>\n`;
  }
  yield "</details>";
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** One line, cut between whole characters. */
function clip(text: string): string {
  const line = text.slice(0, clippedTo + 1).replace(/\s+/g, " ");
  if (text.length <= clippedTo) return line;
  return `${line.slice(0, clippedTo).replace(/[\ud800-\udbff]$/, "")}…`;
}
