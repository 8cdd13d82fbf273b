import { spread } from "./figures.ts";
import type { MeasuredTurn, TurnMetric } from "./turn-metric.ts";

/** Stages that a turn of today goes through, as brain/run-turn.ts and brain/modules/answer.ts time them; older logs may hold others. */
export const knownStages: readonly string[] = [
  "normalise",
  "inputGuards",
  "context",
  "budgets",
  "sentiment",
  "demos",
  "gate",
  "model",
  "firstToken",
  "total",
];

/** One metric for each stage that these turns went through, in the order in which turns go through them. */
export const stageMetrics = (turns: readonly MeasuredTurn[]): readonly TurnMetric[] => {
  const stages = new Set<string>();
  for (const { ms } of turns) for (const stage in ms) stages.add(stage);
  const atTheEnd = ["gate", "model", "firstToken", "total"].filter((stage) => stages.delete(stage));
  return [...stages, ...atTheEnd].map(stageTime);
};

const meanings: Readonly<Record<string, string>> = {
  model: "waiting for the model",
  gate: "guards of the reply",
  firstToken: "from the message to the first words shown",
  total: "the whole turn",
};

const stageTime = (stage: string): TurnMetric => ({
  name: stage,
  help: meanings[stage] ?? `the stage ${stage}`,
  group: "stage",
  unit: "ms",
  of: (turns) => spread(turns.map(({ ms }) => ms[stage])),
});
