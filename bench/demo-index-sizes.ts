/**
 * Measures the demo indexes at several sizes: what `hnswFromRows` and docs/log.md rest on. Not part of `npm run bench`,
 * for building graphs takes minutes.
 *
 *   npx tsx bench/demo-index-sizes.ts TEXTS ROWS…
 *
 * TEXTS is a file with an utterance a line (the figures in docs/log.md: Topical-Chat, GoEmotions, R-U-A-Robot and
 * banking77, https://github.com/alexa/Topical-Chat and the others' pages); each row is a conversation of two of them.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { modelsFolder } from "../app/paths.ts";
import { offlineEmbedder } from "../brain/lms/offline-embedder.ts";
import { conversationVectors } from "../optimizers/conversation-vectors.ts";
import { defaultDemoSettings } from "../optimizers/demo-settings.ts";
import { exactIndex } from "../optimizers/exact-index.ts";
import { hnswIndex } from "../optimizers/hnsw-index.ts";
import { loadHnsw } from "../optimizers/load-hnsw.ts";
import { byteSieve } from "../optimizers/simd/byte-sieve.ts";
import { percentile } from "./measure.ts";
import { mulberry32 } from "./synthetic-examples.ts";

const queries = 200;
const k = 5;

const [path = "", ...sizes] = process.argv.slice(2);
const texts = [...new Set(readFileSync(path, "utf8").trim().split("\n"))];
const embedder = offlineEmbedder({ idf: readFileSync(join(modelsFolder(), "embedder-idf.bin")) });
const { dimensions } = await embedder.identity();
const random = mulberry32(1);
const pick = () => texts[Math.floor(random() * texts.length)] ?? "";
const conversations = (count: number) => Array.from({ length: count }, () => ({ last: pick(), history: pick() }));
const embed = (count: number) => conversationVectors(conversations(count), embedder, defaultDemoSettings);

const time = async <T>(work: () => T | Promise<T>): Promise<readonly [T, number]> => {
  const from = performance.now();
  const result = await work();
  return [result, performance.now() - from];
};

for (const rows of sizes.map(Number)) {
  const vectors = await embed(rows);
  const asked = await embed(queries);
  const query = (at: number) => asked.subarray(at * dimensions, (at + 1) * dimensions);
  const [sieve, sieveBuild] = await time(() => byteSieve(vectors, dimensions));
  const plain = exactIndex({ vectors, dimensions, sieve: undefined });
  const exact = exactIndex({ vectors, dimensions, sieve });
  const library = await loadHnsw();
  const [graph, graphBuild] = await time(() => library && hnswIndex({ vectors, dimensions, library, exact }));
  const truth = Array.from({ length: queries }, (_, at) => exact.search(query(at), k).map(({ row }) => row));

  for (const [index, build] of [
    [plain, 0],
    [exact, sieveBuild],
    [graph, graphBuild],
  ] as const) {
    if (index === undefined) continue;
    const took: number[] = [];
    let found = 0;
    for (let at = 0; at < queries; at++) {
      const from = performance.now();
      const neighbours = index.search(query(at), k);
      took.push(performance.now() - from);
      found += neighbours.filter(({ row }) => truth[at]?.includes(row)).length;
    }
    const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)].map((ms) => `${ms.toFixed(3)} ms`);
    const recall = (found / truth.flat().length).toFixed(3);
    console.log(
      `${rows} × ${dimensions} ${index.kind}: p50 ${p50}, p99 ${p99}, recall ${recall}, built in ${build.toFixed(0)} ms`,
    );
  }
}
