import { defaultDemoSettings } from "../optimizers/demo-settings.ts";
import { knnFewShot } from "../optimizers/knn-few-shot.ts";
import { benchRunner, countedEmbedder, instantModel, means, student } from "./bench-parts.ts";
import { percentile, type Row, row } from "./measure.ts";
import { syntheticExamples, syntheticMessage } from "./synthetic-examples.ts";
import { benchChat } from "./turn.ts";

const sizes = [1000, 10_000, 100_000];
const warmUp = 60;
const turns = 140;

/** The whole turn but the model, over the exact index, as examples grow a hundredfold. */
export const turnSizes = async (): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const size of sizes) {
    const { total, demos } = await turnAt(size);
    rows.push(row(`turn without the model, ${size} examples, p50`, total, undefined, " ms"));
    rows.push(row("  of it: choosing demos, p50", demos, undefined, " ms", 3));
  }
  return rows;
};

const turnAt = async (size: number): Promise<{ readonly total: number; readonly demos: number }> => {
  const { lm } = instantModel();
  const { embedder } = countedEmbedder();
  const runner = await benchRunner(lm, embedder);
  const program = await knnFewShot(defaultDemoSettings, { embedder }).compile(student, syntheticExamples(size));
  const chat = await benchChat(await runner.understudyOf(program, means));
  const took: number[] = [];
  const demos: number[] = [];
  for (let turn = 0; turn < warmUp + turns; turn++) {
    const from = performance.now();
    for await (const event of chat.send(syntheticMessage(200_000 + turn), {}))
      if (event.type === "usage" && turn >= warmUp) demos.push(event.ms.demos ?? 0);
    if (turn >= warmUp) took.push(performance.now() - from);
  }
  return { total: percentile(took, 0.5), demos: percentile(demos, 0.5) };
};
