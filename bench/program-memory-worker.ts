// What a program of 100,000 examples and vectors of 384 dimensions takes, in a process that holds nothing else.
import type { Example } from "../brain/core/example.ts";
import { chooseIndex } from "../optimizers/choose-index.ts";
import { demoSelector } from "../optimizers/demo-selector.ts";
import { defaultDemoSettings } from "../optimizers/demo-settings.ts";
import { knnFewShot } from "../optimizers/knn-few-shot.ts";
import { student } from "./bench-parts.ts";
import { mulberry32, syntheticExamples } from "./synthetic-examples.ts";

const size = 100_000;
const dimensions = 384;

const settled = async () => {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  // Array buffers are part of external.
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const random = mulberry32(5);
const embedder = {
  identity: async () => ({ provider: "bench", model: "random", dimensions, version: "1" }),
  embed: async (texts: readonly string[]) => {
    const vectors = new Float32Array(texts.length * dimensions);
    for (let at = 0; at < vectors.length; at++) vectors[at] = (random() - 0.5) * 0.177; // near unit length
    return vectors;
  },
};
const bare = await settled();
// As they come out of a file: strings that were put together from parts hold on to the parts.
const examples: readonly Example[] = JSON.parse(JSON.stringify(syntheticExamples(size)));
const withExamples = await settled();
const program = await knnFewShot(defaultDemoSettings, { embedder }).compile(student, examples);
const compiled = await settled();
const index = await chooseIndex({ vectors: program.vectors, dimensions });
const selector = demoSelector(program, { embedder, index });
const chosen = await selector.select({ messages: [{ from: "user", text: "hello" }], k: 5 });
const ready = await settled();
process.stdout.write(
  JSON.stringify({
    examples: withExamples - bare,
    program: compiled - withExamples,
    index: ready - compiled,
    vectors: program.vectors.byteLength,
    chosen: chosen.length,
  }),
);
