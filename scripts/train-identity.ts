/**
 * Makes training_data/models/identity.bin: a logistic regression on hashed features and on what the phrases of
 * guards/data/identity.ts find.
 *
 *   npx tsx scripts/train-identity.ts DATA [OUT] [--show]
 *
 * DATA is a folder with identity.dev.jsonl (R-U-A-Robot, MIT, https://github.com/DNGros/R-U-A-Robot), dialogue.dev.txt
 * (Topical-Chat, CDLA-Sharing-1.0, https://github.com/alexa/Topical-Chat), sentiment.dev.jsonl (GoEmotions, CC BY 4.0,
 * https://github.com/google-research/google-research/tree/master/goemotions), crisis.dev.jsonl, injection.dev.jsonl and
 * retrieval.dev.jsonl. The same input gives the same bytes.
 */
import { writeFileSync } from "node:fs";
import { hashText } from "../brain/text/hash.ts";
import { identity, identityFile, identitySigns } from "../guards/input/identity.ts";
import { readText } from "../guards/read-text.ts";
import { compare, harmless, readPublicTexts } from "./care-data.ts";
import { fanExamples, fansCaught } from "./fan-messages.ts";
import { asTyped, lessonsOf, readLines } from "./labelled-lines.ts";
import { type LabelledText, trainClassifier } from "./train-classifier.ts";

const [data, out = identityFile.path] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
if (data === undefined) {
  console.error("usage: npx tsx scripts/train-identity.ts DATA [OUT] [--show]");
  process.exit(1);
}
const show = process.argv.includes("--show");

const signsOf = identitySigns();
const namesOf = (text: string): readonly string[] => signsOf(readText(text)).names;
const byRules = (text: string): boolean => signsOf(readText(text)).hit !== undefined;

const machines =
  /\b(?:ro?bots?|(?:chat ?)?bots?|a\.?i\.?|artificial intelligence|machines?|comp?u?i?ters?|programs?|software|android|algorithm|automated|conversational|agent|system)\b/g;
const people =
  /\b(?:hum(?:an|ana)s?|persan|person|people|beings?|bein|guys?|dudes?|m[ae]n|wom[ae]n|girls?|boys?|bloke|lady|gal|male|female|wizard|cat|worker)\b/g;
const fillers =
  /\b(?:a|an|the|real|actual(?:ly)?|really|live|living|life|just|please|hi|hello|hey|like|some|kind|of|sort|even|so|but|well|true|now|right)\b/g;

/** What is left of a question when words of a kind are one: rows of one template of R-U-A-Robot's grammar share it. */
const templateOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(machines, "M")
    .replace(people, "H")
    .replace(fillers, "")
    .replace(/(?:talk|speak|chatt|text|writ|messag|convers|communicat|interact)ing/g, "T")
    .replace(/[^a-zMHT]+/g, " ")
    .replace(/\b([MHT])(?: [MHT])+\b/g, "$1")
    .trim();

const texts = readPublicTexts(data);
const questions = texts.questions.filter(({ label }) => label !== "ambiguous");
const isKept = (text: string): boolean => hashText(templateOf(text), 5) % 5 === 0;
const lines = readLines("scripts/data/identity-lines.txt");

const written = lessonsOf(lines, { positive: "asks", othersWeigh: 3, talk: texts.dialogue });

const examples = [
  ...written,
  ...questions.flatMap(({ text, label }, at): LabelledText[] => {
    const example: LabelledText = { text, label: label === "asks" ? 1 : 0, group: `question ${templateOf(text)}` };
    return at % 2 === 0 ? [example] : [example, { ...example, text: asTyped(text), weight: 0.5 }];
  }),
  ...harmless(texts.dialogue, { name: "dialogue" }),
  ...fanExamples(2, ({ tags }) => tags.includes("identity")),
  ...harmless(texts.comments, { name: "comment", every: 4, weight: 0.6 }).filter(({ text }) => !byRules(text)),
  ...harmless(texts.requests, { name: "request", every: 4, weight: 0.5 }),
  ...harmless(texts.prompts, { name: "prompt", every: 2, weight: 0.3 }),
].map((example) => ({ ...example, extra: namesOf(example.text) }));

const { bytes, report } = trainClassifier(examples, { file: identityFile });
writeFileSync(out, bytes);
console.log(
  `${report.examples} examples, ${report.positives} of them questions; ${report.candidates} features, ${report.kept} kept`,
);
for (const margin of [-1, -0.5, 0, 0.5]) {
  console.log(
    `ordinary messages held out, at ${margin}: ${fansCaught(examples, report.heldOut, 1 / (1 + Math.exp(-margin)))}`,
  );
}
// What R-U-A-Robot's rows say of a model that did not learn from a fifth of its templates.
const trial = trainClassifier(
  examples.filter(({ group }) => !group?.startsWith("question ") || hashText(group.slice(9), 5) % 5 !== 0),
  { file: identityFile },
);

const steers = (weights: Uint8Array): ((text: string) => boolean) => {
  const guard = identity({ weights });
  return (text) => {
    const verdict = guard.check({ text, history: [] });
    return "action" in verdict && verdict.action === "steer";
  };
};
const byBoth = steers(bytes);
const byTrial = steers(trial.bytes);
const of = (part: string, kind: string): string[] =>
  lines.filter((line) => line.part === part && line.kind === kind).map(({ text }) => text);
const f1 = (asks: readonly string[], others: readonly string[], caught: (text: string) => boolean): string => {
  const [hits, alarms] = [asks.filter(caught).length, others.filter(caught).length];
  return ((2 * hits) / (hits + alarms + asks.length)).toFixed(3);
};
const measure = (title: string, asks: readonly string[], others: readonly string[], both = byBoth): void => {
  console.log(compare(`${title}, asks`, asks, byRules, both));
  console.log(compare(`${title}, others`, others, byRules, both));
  console.log(`${title}: F1 rules ${f1(asks, others, byRules)}, both ${f1(asks, others, both)}`);
};
const kept = questions.filter(({ text }) => isKept(text));
const labelled = (wanted: string): string[] => kept.flatMap(({ text, label }) => (label === wanted ? [text] : []));
measure("R-U-A-Robot, kept templates", labelled("asks"), labelled("does-not-ask"), byTrial);
for (const part of ["dev", "report"]) measure(`own ${part} lines`, of(part, "asks"), of(part, "other"));
console.log(compare("dialogue, kept third", texts.keptDialogue, byRules, byBoth));
console.log(
  compare(
    "comments that were not learnt from",
    texts.comments.filter((_, at) => at % 4 !== 0),
    byRules,
    byBoth,
  ),
);
if (show) {
  for (const text of labelled("asks").filter((each) => !byTrial(each))) console.log("  missed", text);
  for (const text of labelled("does-not-ask").filter(byTrial)) console.log("  caught", text);
  for (const text of of("dev", "asks").filter((each) => !byBoth(each))) console.log("  own missed", text);
  for (const text of of("dev", "other").filter(byBoth)) console.log("  own caught", text);
  for (const text of texts.keptDialogue.filter(byBoth)) console.log("  caught in dialogue", text);
  for (const text of texts.comments.filter((each, at) => at % 4 !== 0 && byBoth(each))) console.log("  comment", text);
}
