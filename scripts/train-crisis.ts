/**
 * Makes training_data/models/crisis.bin: a logistic regression on hashed features and on what the phrases of
 * guards/data/crisis.ts find.
 *
 *   npx tsx scripts/train-crisis.ts DATA [OUT] [--show]
 *
 * DATA is a folder with dialogue.dev.txt (Topical-Chat, CDLA-Sharing-1.0, https://github.com/alexa/Topical-Chat),
 * sentiment.dev.jsonl (GoEmotions, CC BY 4.0, https://github.com/google-research/google-research/tree/master/goemotions),
 * crisis.dev.jsonl (OpenAI moderation evaluation set, MIT, https://github.com/openai/moderation-api-release),
 * identity.dev.jsonl, injection.dev.jsonl and retrieval.dev.jsonl. The same input gives the same bytes.
 */
import { writeFileSync } from "node:fs";
import { crisis, crisisFile, crisisSigns, crisisThreshold } from "../guards/input/crisis.ts";
import { readText } from "../guards/read-text.ts";
import { compare, harmless, readPublicTexts } from "./care-data.ts";
import { fanExamples, fansCaught } from "./fan-messages.ts";
import { lessonsOf, readLines } from "./labelled-lines.ts";
import { wilson } from "./measures.ts";
import { type LabelledText, trainClassifier } from "./train-classifier.ts";

const [data, out = crisisFile.path] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
if (data === undefined) {
  console.error("usage: npx tsx scripts/train-crisis.ts DATA [OUT] [--show]");
  process.exit(1);
}
const show = process.argv.includes("--show");

const signsOf = crisisSigns();
const namesOf = (text: string): readonly string[] => signsOf(readText(text)).names;
const byRules = (text: string): boolean => signsOf(readText(text)).hit !== undefined;

const texts = readPublicTexts(data);
const lines = readLines("scripts/data/crisis-lines.txt");
const learns = (at: number): boolean => at % 3 !== 0;

const written = lessonsOf(lines, { positive: "crisis", othersWeigh: 1.7, talk: texts.dialogue });

const examples = [
  ...written,
  ...harmless(texts.dialogue, { name: "dialogue" }),
  // Somebody lonely at night is answered gently anyway: no example of "no".
  ...fanExamples(2, ({ tags }) => tags.includes("loneliness") || tags.includes("late-night")),
  // Comments have no labels for this: what the rules catch, true or not, is left out.
  ...harmless(texts.comments, { name: "comment", every: 2, weight: 0.6 }).filter(({ text }) => !byRules(text)),
  ...harmless(texts.prompts, { name: "prompt", every: 2, weight: 0.5 }),
  ...harmless(texts.requests, { name: "request", every: 4, weight: 0.5 }),
  ...texts.moderation.flatMap(({ text, label }, at): LabelledText[] => {
    if (label === "crisis") return [{ text, label: 1, weight: 3, group: `moderation ${at}` }];
    return learns(at) ? [{ text, label: 0, weight: 1.5, group: `moderation ${at}` }] : [];
  }),
].map((example) => ({ ...example, extra: namesOf(example.text) }));

const { bytes, report } = trainClassifier(examples, { file: crisisFile });
writeFileSync(out, bytes);
console.log(
  `${report.examples} examples, ${report.positives} of them crises; ${report.candidates} features, ${report.kept} kept`,
);

for (const margin of [-1, -0.75, -0.5, -0.25, 0]) {
  console.log(
    `ordinary messages held out, at ${margin}: ${fansCaught(examples, report.heldOut, 1 / (1 + Math.exp(-margin)))}`,
  );
}
const guard = crisis({ weights: bytes });
const byBoth = (text: string): boolean => {
  const verdict = guard.check({ text, history: [] });
  return "action" in verdict && verdict.action === "steer";
};
const of = (part: string, kind: string): string[] =>
  lines.filter((line) => line.part === part && line.kind === kind).map(({ text }) => text);
for (const part of ["dev", "report"]) {
  console.log(compare(`own ${part} lines, crises`, of(part, "crisis"), byRules, byBoth));
  console.log(compare(`own ${part} lines, others`, of(part, "other"), byRules, byBoth));
}
console.log(compare("dialogue, kept third", texts.keptDialogue, byRules, byBoth));
const keptModeration = texts.moderation.flatMap(({ text, label }, at) =>
  label === "no-crisis" && !learns(at) ? [text] : [],
);
console.log(compare("moderation set without crisis, kept third", keptModeration, byRules, byBoth));
const heldOut = examples.flatMap(({ label, group }, at) =>
  label === 1 && group?.startsWith("moderation") ? [Math.log(1 / (1 / (report.heldOut[at] ?? 0) - 1))] : [],
);
console.log(
  `moderation set, crises, each by a model that did not learn from it: ${wilson(heldOut.filter((margin) => margin >= crisisThreshold).length, heldOut.length)}`,
);
console.log(
  compare(
    "comments that were not learnt from",
    texts.comments.filter((_, at) => at % 2 === 1),
    byRules,
    byBoth,
  ),
);
if (show) {
  for (const text of of("dev", "crisis").filter((each) => !byBoth(each))) console.log("  missed", text);
  for (const text of of("dev", "other").filter(byBoth)) console.log("  caught", text);
  for (const text of texts.keptDialogue.filter(byBoth)) console.log("  caught in dialogue", text);
  for (const text of texts.comments.filter((each, at) => at % 2 === 1 && byBoth(each))) console.log("  comment", text);
}
