/**
 * Measures the offline embedder: nearest-neighbour accuracy on banking77 with ten examples a class, and its speed.
 *
 *   npx tsx scripts/evaluate-embedder.ts DATA [--cross-validate]
 *
 * DATA is a folder with retrieval.dev.jsonl (banking77, https://github.com/PolyAI-LDN/task-specific-datasets, CC BY 4.0).
 * With --cross-validate only the train part is used, in five folds by class: what settings were chosen on.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hashedEmbedding, hashedEmbeddingDimensions, idfFile } from "../brain/text/hashed-embedding.ts";
import { dot } from "../brain/text/similarity.ts";
import { wilson } from "./measures.ts";

type Row = { readonly text: string; readonly label: string; readonly part: "train" | "test" };
type Embedded = { readonly label: string; readonly vector: Float32Array };

const [data, mode] = process.argv.slice(2);
if (data === undefined) {
  console.error("usage: npx tsx scripts/evaluate-embedder.ts DATA [--cross-validate]");
  process.exit(1);
}
const rows: readonly Row[] = readFileSync(join(data, "retrieval.dev.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
const embedding = hashedEmbedding(readFileSync(idfFile.path));

const embed = ({ text, label }: Row): Embedded => {
  const vector = new Float32Array(hashedEmbeddingDimensions);
  embedding.write(text, vector, 0);
  return { label, vector };
};

/** The label with the greatest sum of similarities among the k nearest. */
const vote = (query: Embedded, index: readonly Embedded[], k: number): string => {
  const nearest = index
    .map(({ label, vector }) => ({ label, similarity: dot(query.vector, vector) }))
    .sort((left, right) => right.similarity - left.similarity)
    .slice(0, k);
  const votes = new Map<string, number>();
  for (const { label, similarity } of nearest) votes.set(label, (votes.get(label) ?? 0) + similarity);
  return [...votes].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
};

const train = rows.filter(({ part }) => part === "train").map(embed);
const folds = 5;
const seen = new Map<string, number>();
const foldOf = train.map(({ label }) => {
  const place = seen.get(label) ?? 0;
  seen.set(label, place + 1);
  return place % folds;
});

for (const k of [1, 3, 5]) {
  let [hits, n] = [0, 0];
  const score = (queries: readonly Embedded[], index: readonly Embedded[]): void => {
    n += queries.length;
    hits += queries.filter((query) => vote(query, index, k) === query.label).length;
  };
  if (mode === "--cross-validate") {
    for (let fold = 0; fold < folds; fold++) {
      score(
        train.filter((_, at) => foldOf[at] === fold),
        train.filter((_, at) => foldOf[at] !== fold),
      );
    }
  } else score(rows.filter(({ part }) => part === "test").map(embed), train);
  console.log(`kNN-${k}: ${wilson(hits, n)}`);
}

const texts = rows.map(({ text }) => text);
const words = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0) / texts.length;
const target = new Float32Array(hashedEmbeddingDimensions);
for (const text of texts) embedding.write(text, target, 0);
const start = performance.now();
for (let round = 0; round < 5; round++) for (const text of texts) embedding.write(text, target, 0);
const micros = ((performance.now() - start) * 1000) / (5 * texts.length);
console.log(`speed: ${micros.toFixed(1)} µs a text of ${words.toFixed(1)} words`);
