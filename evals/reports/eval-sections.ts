import { dollars } from "../../brain/core/dollars.ts";
import { countTests, inPlainWords } from "../compare.ts";
import type { ProgramActivity } from "../program-activity.ts";
import type { RunReport } from "../run-report.ts";
import { fewestCases, type Slice } from "../slices.ts";
import { escapeMarkup } from "./escape-markup.ts";
import { countsInWords, decimals, pInWords, plural, signed, summaryInWords } from "./eval-words.ts";

/** More different messages than this are not listed. */
const mostMessages = 30;

/** What must be known before the figures are believed. */
export const noticeSection = ({ notices }: RunReport): string =>
  notices.length === 0
    ? ""
    : `<ul class="bad">${notices.map((each) => `<li>${escapeMarkup(each)}</li>`).join("")}</ul>`;

/** What was asked of the run, and of what. */
export const runSection = ({ info, turns, gates }: RunReport): string => {
  const facts: readonly (readonly [string, string])[] = [
    ["split", info.split],
    ["cases", `${turns.length}${info.repeat > 1 ? `, each ${info.repeat} times` : ""}`],
    ["model of the replies", info.lm],
    ["embedder", info.embedder],
    ["persona", info.persona],
    ["seed", `${info.seed}`],
    ["run", `${info.id}, ${info.createdAt}, Understudy ${info.code}`],
    ["hash of the cases", info.cases],
  ];
  const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${escapeMarkup(value)}</dd>`).join("");
  const demands = gates.map(
    ({ name, passed, message }) =>
      `<li><b class="${passed ? "good" : "bad"}">${passed ? "passed" : "failed"}</b> ${escapeMarkup(name)}: ${escapeMarkup(message)}</li>`,
  );
  return `<dl>${list}</dl>${demands.length === 0 ? "" : `<ul>${demands.join("")}</ul>`}`;
};

/** What each metric measures, and what must not be concluded from it. */
export const metricSection = ({ metrics }: RunReport): string =>
  `<dl>${metrics
    .map(
      ({ name, says, cannotSay }) =>
        `<dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(says)} <span class="dim">Cannot say: ${escapeMarkup(cannotSay)}</span></dd>`,
    )
    .join("")}</dl>`;

export const comparisonSection = ({ comparison }: RunReport): string => {
  const { baseline, metrics } = comparison;
  if (baseline === undefined) return "";
  const rows = metrics.flatMap(({ metric, tests }) =>
    tests.map((test) => {
      const words = inPlainWords(test);
      const kind = words === "better" ? ' class="good"' : words === "worse" ? ' class="bad"' : "";
      return row([
        escapeMarkup(metric),
        escapeMarkup(test.program),
        numbers(signed(test.difference)),
        numbers(`${signed(test.low)} to ${signed(test.high)}`),
        numbers(`${test.n} in ${test.clusters}`),
        numbers(pInWords(test.p)),
        numbers(pInWords(test.corrected)),
        `<b${kind}>${words}</b>`,
      ]);
    }),
  );
  const head = ["metric", "program", "difference", "95 % interval", "cases in conversations", "p", "corrected p", ""];
  return `<h2>Against ${escapeMarkup(baseline)}</h2>
<p class="dim">On the cases that both answered. p by swapping the two within whole conversations (permutation test), corrected for ${plural(countTests(comparison), "comparison")} (Holm); the intervals are not. “No evidence” is not “the same”: the interval tells how large a difference may have gone unseen.</p>
${table(head, rows)}`;
};

export const sliceSection = ({ slices, info, metrics }: RunReport): string => {
  if (slices.length === 0) return "";
  const programs = info.programs.map(({ name }) => name);
  const rowsOf = ({ value, scores }: Slice) =>
    metrics.flatMap(({ name: metric }) => {
      const own = scores.filter((score) => score.metric === metric);
      if (own.length === 0) return [];
      const cells = programs.map((program) => {
        const score = own.find((each) => each.program === program);
        if (score === undefined) return "–";
        return score.summary === undefined
          ? `<span class="dim">too few (n ${score.n})</span>`
          : numbers(summaryInWords(score.summary));
      });
      return [row([escapeMarkup(value), escapeMarkup(metric), ...cells])];
    });
  const folds = [...new Set(slices.map(({ by }) => by))].map((by) => {
    const own = slices.filter((each) => each.by === by);
    const head = [by, "metric", ...programs.map(escapeMarkup)];
    return `<details><summary>by ${by} <span class="dim">(${own.length})</span></summary>${table(head, own.flatMap(rowsOf))}</details>`;
  });
  return `<h2>Slices</h2><p class="dim">Fewer than ${fewestCases} cases are too few. Slices are not corrected for being many: they say where to look, not what holds.</p>${folds.join("\n")}`;
};

export const activitySection = ({ programs }: RunReport): string => {
  const facts: readonly (readonly [string, (program: ProgramActivity) => string])[] = [
    ["optimizer", ({ optimizer }) => optimizer],
    ["id", ({ id }) => id],
    ["answers asked for", ({ answers }) => `${answers}`],
    ["failed", ({ errors }) => countsInWords(errors)],
    ["metrics that failed", ({ metricErrors }) => countsInWords(metricErrors)],
    ["replied by", ({ by }) => countsInWords(by)],
    ["ended", ({ ended }) => countsInWords(ended)],
    ["further model calls", ({ furtherCalls }) => `${furtherCalls}`],
    ["blocked, by category", ({ blocked }) => countsInWords(blocked)],
    ["steered, by category", ({ steered }) => countsInWords(steered)],
    ["model calls", ({ tokens }) => `${tokens.calls}`],
    ["tokens read / written", ({ tokens }) => `${tokens.prompt} / ${tokens.completion}`],
    ["cost at list price", ({ cost }) => (cost === undefined ? "not known" : dollars(cost))],
    [
      "ms a turn: median / 95 %",
      ({ ms }) => (ms === undefined ? "" : `${Math.round(ms.median)} / ${Math.round(ms.p95)}`),
    ],
    ["distinct words / pairs", ({ distinct }) => [distinct.unigrams, distinct.bigrams].map(shareOrDash).join(" / ")],
    ["looks at the testset so far", ({ touches }) => `${touches.length}`],
  ];
  const rows = facts
    .map(([name, tell]) => ({ name, cells: programs.map((program) => tell(program)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""))
    .map(({ name, cells }) =>
      row([`<span class="dim">${name}</span>`, ...cells.map((cell) => escapeMarkup(cell || "–"))]),
    );
  return `<h2>What they did</h2>${table(["", ...programs.map(({ name }) => escapeMarkup(name))], rows)}`;
};

/** Each different fault once, the most frequent first. */
export const errorSection = ({ turns }: RunReport): string => {
  const seen = new Map<
    string,
    { readonly program: string; readonly code: string; readonly message: string; n: number }
  >();
  for (const { answers } of turns)
    for (const { program, error, scores } of answers)
      for (const fault of [error, ...scores.map((score) => ("error" in score ? score.error : undefined))]) {
        if (fault === undefined) continue;
        const key = JSON.stringify([program, fault.code, fault.message]);
        const known = seen.get(key);
        if (known === undefined) seen.set(key, { program, ...fault, n: 1 });
        else known.n++;
      }
  if (seen.size === 0) return "";
  const faults = [...seen.values()].sort((one, other) => other.n - one.n);
  const rows = faults
    .slice(0, mostMessages)
    .map(({ program, code, message, n }) =>
      row([`${n}`, escapeMarkup(program), escapeMarkup(code), escapeMarkup(message)]),
    );
  const more = faults.length - rows.length;
  return `<h2>Errors</h2><p class="dim">An error is not a zero: these answers are in no mean.</p>${table(["times", "program", "code", "message"], rows)}${more > 0 ? `<p>and ${more} others</p>` : ""}`;
};

const shareOrDash = (share: number | undefined): string => (share === undefined ? "–" : decimals(share));

const numbers = (text: string): string => `<span class="num">${text}</span>`;

const row = (cells: readonly string[]): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;

/** Of cells that are markup. */
const table = (head: readonly string[], rows: readonly string[]): string =>
  `<div class="wide"><table><thead><tr>${head.map((cell) => `<th>${cell}</th>`).join("")}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>`;
