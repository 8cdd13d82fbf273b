/**
 * Makes training_data/models/embedder-idf.bin: how rare each hashed feature is in everyday texts.
 *
 *   npx tsx scripts/train-embedder-idf.ts DATA [OUT]
 *
 * DATA is a folder with dialogue.dev.txt (Topical-Chat, https://github.com/alexa/Topical-Chat, CDLA-Sharing-1.0),
 * sentiment.dev.jsonl (GoEmotions, https://github.com/google-research/google-research/tree/master/goemotions, CC BY 4.0; only
 * its train part is read) and retrieval.dev.jsonl (banking77, https://github.com/PolyAI-LDN/task-specific-datasets, CC BY 4.0;
 * only its train part is read). The same input gives the same bytes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { featureCounts } from "../brain/text/feature-counts.ts";
import { featureReader, idfBuckets, idfFile } from "../brain/text/hashed-embedding.ts";
import { packModelFile } from "../brain/text/model-file.ts";

const [data, out = idfFile.path] = process.argv.slice(2);
if (data === undefined) {
  console.error("usage: npx tsx scripts/train-embedder-idf.ts DATA [OUT]");
  process.exit(1);
}

const lines = (name: string): readonly string[] => readFileSync(join(data, name), "utf8").trim().split("\n");
const texts = [
  ...lines("dialogue.dev.txt"),
  ...lines("sentiment.dev.jsonl")
    .map((line) => JSON.parse(line))
    .filter((row) => row.split === "train")
    .map((row) => row.text),
  ...lines("retrieval.dev.jsonl")
    .map((line) => JSON.parse(line))
    .filter((row) => row.part === "train")
    .map((row) => row.text),
];

const read = featureReader();
const [words, grams] = [featureCounts(), featureCounts()];
const documents = new Map<number, number>();
for (const text of texts) {
  words.clear();
  grams.clear();
  read(text, words, grams);
  const count = (hash: number): void => void documents.set(hash, (documents.get(hash) ?? 0) + 1);
  words.visit(count);
  grams.visit(count);
}

// A bucket keeps the most frequent of its features: summing would make crowds of rare ones look common.
const frequency = new Uint32Array(idfFile.size);
for (const [hash, count] of documents) {
  for (const bucket of idfBuckets(hash)) frequency[bucket] = Math.max(frequency[bucket] ?? 0, count);
}
const table = Uint8Array.from(frequency, (count) => Math.round(16 * Math.log((texts.length + 1) / (count + 1))));
writeFileSync(out, packModelFile(idfFile, table));
console.log(`${out}: ${texts.length} texts, ${documents.size} features, ${table.length} buckets`);
