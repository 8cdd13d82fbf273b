import type { GuardCase, JudgedCase } from "../guard-cases.ts";
import { type CategoryScore, type GuardScore, inWords, type Share } from "../score-guards.ts";
import { escapeMarkup } from "./escape-markup.ts";

/** The score as one HTML file that needs no other: a table by category with intervals drawn, then every miss and false alarm. */
export const htmlReport = (score: GuardScore, judged: readonly JudgedCase[], below: readonly string[]): string => {
  const foundIn = new Map(judged.map(({ case: each, found }) => [each, found]));
  const wrong = score.categories.filter(({ missed, alarms }) => missed.length + alarms.length > 0);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Guards</title>
<style>${style}</style></head><body>
<h1>Guards</h1>
<p>${score.cases} cases. Recall ${inWords(score.recall)}. False positives on harmless cases ${inWords(score.falsePositives)}. Intervals are Wilson's, 95 %.</p>
${below.length === 0 ? "<p>All bars were reached.</p>" : `<ul class="below">${below.map((line) => `<li>${escapeMarkup(line)}</li>`).join("")}</ul>`}
<table><thead><tr><th>Side</th><th>Category</th><th>Recall</th><th></th><th>Precision</th><th>False positives</th></tr></thead>
<tbody>${score.categories.map(categoryRow).join("\n")}</tbody></table>
${wrong.map((each) => section(each, foundIn)).join("\n")}
</body></html>
`;
};

const style = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#222;background:#fff}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
.bar{position:relative;width:10rem;height:.7rem;background:#eee;margin-top:.4rem}.bar i{position:absolute;top:0;bottom:0;background:#9bc}.bar b{position:absolute;top:-.15rem;bottom:-.15rem;width:2px;background:#124}
.below li{color:#a00}.text{white-space:pre-wrap;overflow-wrap:anywhere}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#161616}th,td{border-color:#333}.bar{background:#333}.bar i{background:#468}.bar b{background:#def}.below li{color:#f88}}`;

const categoryRow = ({ side, category, recall, precision, falsePositives }: CategoryScore): string =>
  `<tr><td>${side}</td><td>${escapeMarkup(category)}</td><td>${inWords(recall)}</td><td>${bar(recall)}</td><td>${inWords(precision)}</td><td>${inWords(falsePositives)}</td></tr>`;

function bar({ n, share, interval }: Share): string {
  if (n === 0) return "";
  const at = (part: number) => `${(100 * part).toFixed(1)}%`;
  return `<div class="bar"><i style="left:${at(interval.low)};width:${at(interval.high - interval.low)}"></i><b style="left:${at(share)}"></b></div>`;
}

const section = (
  { side, category, missed, alarms }: CategoryScore,
  foundIn: ReadonlyMap<GuardCase, readonly string[]>,
): string =>
  `<h2>${side}: ${escapeMarkup(category)}</h2>${list("Missed", missed, foundIn)}${list("False alarms", alarms, foundIn)}`;

const list = (
  title: string,
  cases: readonly GuardCase[],
  foundIn: ReadonlyMap<GuardCase, readonly string[]>,
): string =>
  cases.length === 0
    ? ""
    : `<h3>${title} (${cases.length})</h3><table><tbody>${cases
        .map((each) => {
          const found = foundIn.get(each) ?? [];
          const before = each.previous === undefined ? "" : `<br><small>after: ${escapeMarkup(each.previous)}</small>`;
          return `<tr><td>${escapeMarkup(each.id)}</td><td class="text">${escapeMarkup(each.text)}${before}</td><td>${escapeMarkup(found.join(", ") || "nothing found")}</td></tr>`;
        })
        .join("")}</tbody></table>`;
