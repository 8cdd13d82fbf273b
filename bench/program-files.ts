import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CompiledProgram } from "../brain/core/program.ts";
import { chooseIndex } from "../optimizers/choose-index.ts";
import { demoSelector } from "../optimizers/demo-selector.ts";
import { defaultDemoSettings } from "../optimizers/demo-settings.ts";
import { knnFewShot } from "../optimizers/knn-few-shot.ts";
import { programStore } from "../store/program-store.ts";
import { countedEmbedder, student } from "./bench-parts.ts";
import { median, type Row, row } from "./measure.ts";
import { syntheticExamples } from "./synthetic-examples.ts";

const size = 10_000;
const rounds = 7;

/** Growing a compiled program of 10,000 examples by one, and writing and reading it. */
export const programFiles = async (): Promise<readonly Row[]> => {
  const { embedder, counted } = countedEmbedder();
  const trainset = syntheticExamples(size);
  const from = performance.now();
  const program = await knnFewShot(defaultDemoSettings, { embedder }).compile(student, trainset);
  const compiled = performance.now() - from;
  const index = await chooseIndex({ vectors: program.vectors, dimensions: program.embedder.dimensions });
  const selector = demoSelector(program, { embedder, index });
  const more = syntheticExamples(rounds + 1, 99).map((example, at) => ({
    ...example,
    id: `new-${at}`,
    conversation: `new-${at}`,
  }));
  const adds: number[] = [];
  counted.calls = 0;
  for (const example of more) {
    const began = performance.now();
    await selector.add([example]);
    adds.push(performance.now() - began);
  }
  const embeddings = counted.calls / more.length;
  const { saves, loads } = await saveAndLoad(program);
  return [
    row(`compile of ${size} examples, nothing cached`, compiled, undefined, " ms", 0),
    row(`one example more in a program of ${size}, the first`, adds[0] ?? Number.NaN, 50, " ms"),
    row(`one example more in a program of ${size}, p50 of ${rounds} after it`, median(adds.slice(1)), 50, " ms"),
    row("  embedding calls for it", embeddings, 2, "", 1),
    row(
      `save of ${size} × ${program.embedder.dimensions}, to the disk, p50 of ${rounds}`,
      median(saves),
      undefined,
      " ms",
      0,
    ),
    row(
      `load of ${size} × ${program.embedder.dimensions}, every byte checked, p50 of ${rounds}`,
      median(loads),
      undefined,
      " ms",
      0,
    ),
  ];
};

const saveAndLoad = async (program: CompiledProgram) => {
  const directory = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  try {
    const store = programStore({ directory });
    const [saves, loads]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      await store.save(program);
      const saved = performance.now();
      await store.load(program.embedder);
      saves.push(saved - began);
      loads.push(performance.now() - saved);
    }
    return { saves, loads };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
