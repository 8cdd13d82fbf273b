import { caseOf, type Metric } from "../brain/core/evaluation.ts";
import type { CompiledProgram } from "../brain/core/program.ts";
import { evaluator } from "../evals/evaluate.ts";
import { summarize } from "../evals/statistics/summarize.ts";
import { type OptimizerName, openOptimizer, optimizerNames } from "../optimizers/index.ts";
import { benchRunner, countedEmbedder, instantModel, means, student } from "./bench-parts.ts";
import type { Row } from "./measure.ts";
import { syntheticExamples, syntheticMessage } from "./synthetic-examples.ts";
import { benchChat } from "./turn.ts";

const examplesCount = 200;
const devCount = 12;
const turns = 20;
/** Enough for each of those that spend any. */
const budget = { calls: 150 };

/** What each optimizer costs, once when it compiles and then every turn: model calls and embedding calls. */
export const optimizerCosts = async (): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const name of optimizerNames) rows.push(await costOf(name));
  return rows;
};

const costOf = async (name: OptimizerName): Promise<Row> => {
  const { lm, asked } = instantModel();
  const { embedder, counted } = countedEmbedder();
  const runner = await benchRunner(lm, embedder);
  const evaluate = evaluator({ predict: runner.predict, concurrency: 4 });
  const trainset = syntheticExamples(examplesCount);
  const devset = syntheticExamples(devCount, 7).flatMap((example) => {
    const evalCase = caseOf(example);
    return evalCase === undefined
      ? []
      : [{ ...evalCase, id: `dev-${evalCase.id}`, conversation: `dev-${evalCase.id}` }];
  });
  const optimizer = await openOptimizer(name, {}, { embedder, evaluate, summarize, seed: 1, reflect: lm });
  const metric = name === "search" ? demosAreThere : everyReply;
  const program: CompiledProgram = await optimizer.compile(student, trainset, { metric, devset, budget });
  const [compileCalls] = [asked.calls];

  const understudy = await runner.understudyOf(program, means);
  const chat = await benchChat(understudy);
  asked.calls = counted.calls = 0;
  for (let turn = 0; turn < turns; turn++) for await (const _ of chat.send(syntheticMessage(5000 + turn), {}));
  const [model, embeddings] = [asked.calls / turns, counted.calls / turns];
  return {
    what: `${name}: model + embedding calls a turn (compile: ${compileCalls} model calls)`,
    value: `${model.toFixed(2)} + ${embeddings.toFixed(2)}`,
    limit: "≤ 1 + 1",
    kept: model <= 1 && embeddings <= 1,
  };
};

const everyReply: Metric = { name: "any", needs: "reply", score: () => ({ score: 1, reason: "it is there" }) };
const demosAreThere: Metric = {
  name: "demos",
  needs: "demos",
  score: ({ demos }) => ({ score: Math.min(1, demos.length / 5), reason: "they are there" }),
};
