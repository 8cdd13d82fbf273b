/**
 * Measures the local sentiment: macro-F1 on GoEmotions' dev split with a bootstrap interval, calibration, the hand-written
 * chat fixtures by halves, hostile false positives on ordinary dialogue, and speed.
 *
 *   npx tsx scripts/evaluate-sentiment.ts DATA [--errors]
 *
 * DATA is a folder with sentiment.dev.jsonl and dialogue.dev.txt (see scripts/train-sentiment.ts for the originals).
 * --errors lists the mistakes on the fixtures' adjusting half.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sentiments } from "../brain/core/turn.ts";
import { sentimentFile, sentimentModel } from "../brain/text/sentiment-model.ts";
import { calibrationError, f1Of, macroF1, mostProbable, report, wilson } from "./measures.ts";
import { readFixtures, readGoEmotions } from "./sentiment-examples.ts";

const [data, mode] = process.argv.slice(2);
if (data === undefined) {
  console.error("usage: npx tsx scripts/evaluate-sentiment.ts DATA [--errors]");
  process.exit(1);
}

const model = sentimentModel(readFileSync(sentimentFile.path));
const dev = readGoEmotions(data, "dev").map((row) => {
  const scores = model(row.text);
  const answer = mostProbable(scores);
  return { ...row, scores, answer, confidence: scores[answer], right: answer === row.sentiment };
});

console.log(report("GoEmotions dev", macroF1(dev, model)));
const random = seeded(11);
const resampled = Array.from(
  { length: 1000 },
  () =>
    f1Of(
      dev.map(() => {
        const row = dev[Math.floor(random() * dev.length)] ?? dev[0];
        return row === undefined ? (["neutral", "neutral"] as const) : ([row.sentiment, row.answer] as const);
      }),
    ).macro,
).sort((left, right) => left - right);
console.log(`  bootstrap 95 %: ${resampled[25]?.toFixed(1)}–${resampled[974]?.toFixed(1)} (1,000 resamples)`);
console.log(`  accuracy ${wilson(dev.filter(({ right }) => right).length, dev.length)}`);
console.log(`  expected calibration error ${calibrationError(dev).toFixed(3)}`);
const hostileInDev = dev.filter(({ scores }) => scores.hostile);
for (const each of sentiments) {
  const own = dev.filter(({ sentiment }) => sentiment === each);
  console.log(
    `  hostile among ${each}: ${wilson(hostileInDev.filter(({ sentiment }) => sentiment === each).length, own.length)}`,
  );
}

for (const part of ["adjust", "report"] as const) {
  const rows = readFixtures().filter((row) => row.part === part);
  const read = rows.map((row) => ({ ...row, scores: model(row.text) }));
  console.log(report(`fixtures, ${part}`, macroF1(rows, model)));
  console.log(
    `  accuracy ${wilson(read.filter(({ sentiment, scores }) => mostProbable(scores) === sentiment).length, rows.length)}`,
  );
  const hostile = read.filter((row) => row.hostile);
  const calm = read.filter((row) => !row.hostile);
  console.log(`  hostile found ${wilson(hostile.filter(({ scores }) => scores.hostile).length, hostile.length)}`);
  console.log(`  hostile falsely ${wilson(calm.filter(({ scores }) => scores.hostile).length, calm.length)}`);
  if (mode === "--errors" && part === "adjust") {
    for (const { text, sentiment, scores } of read) {
      const answer = mostProbable(scores);
      if (answer !== sentiment) console.log(`    ${sentiment}, not ${answer} (${scores[answer].toFixed(2)}): ${text}`);
    }
  }
}

const dialogue = readFileSync(join(data, "dialogue.dev.txt"), "utf8").trim().split("\n");
console.log(
  `dialogue, hostile falsely: ${wilson(dialogue.filter((line) => model(line).hostile).length, dialogue.length)}`,
);
const start = performance.now();
for (const line of dialogue) model(line);
const micros = ((performance.now() - start) * 1000) / dialogue.length;
const length = dialogue.reduce((sum, line) => sum + line.length, 0) / dialogue.length;
console.log(`speed: ${micros.toFixed(1)} µs a message of ${length.toFixed(0)} characters`);

/** Numbers in [0, 1) from a seed: a linear congruential generator (constants of Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
