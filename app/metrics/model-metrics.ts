import { amount, countsOf, portion, spread } from "./figures.ts";
import { isModelFault } from "./model-fault.ts";
import type { MeasuredTurn, TurnMetric } from "./turn-metric.ts";

const group = "model";

/** What is known of each model, of the turns in which it was asked. */
export const modelMetrics: readonly TurnMetric[] = [
  {
    name: "requests",
    help: "turns in which the model was asked for the reply",
    group,
    unit: "count",
    of: (turns) => amount(turns.length),
  },
  {
    name: "failed",
    help: "of these, those in which it failed, or its reply was cut short",
    group,
    unit: "share",
    of: (turns, { lm }) => portion(turns.filter((turn) => codesOf(turn, lm).length > 0).length, turns.length),
  },
  {
    name: "errors",
    help: "its faults by code; one turn may hold several",
    group,
    unit: "count",
    of: (turns, { lm }) =>
      countsOf(
        turns.flatMap((turn) => codesOf(turn, lm)),
        turns.length,
      ),
  },
  {
    name: "tokens-in",
    help: "tokens of the prompts, of the turns that it ended",
    group,
    unit: "tokens",
    of: (turns, { lm }) => total(turns, lm, ({ promptTokens }) => promptTokens),
  },
  {
    name: "tokens-out",
    help: "tokens that it wrote, of the turns that it ended",
    group,
    unit: "tokens",
    of: (turns, { lm }) => total(turns, lm, ({ completionTokens }) => completionTokens),
  },
  {
    name: "cost",
    help: "US dollars of the turns that it ended, where its price is known",
    group,
    unit: "usd",
    of: (turns, { lm }) => total(turns, lm, ({ cost }) => cost),
  },
  {
    name: "latency",
    help: "from the message to the end of the turn",
    group,
    unit: "ms",
    of: (turns, { lm }) => spread(endedBy(turns, lm).map(({ latency }) => latency)),
  },
  {
    name: "first-token",
    help: "from the message to the first words shown",
    group,
    unit: "ms",
    of: (turns, { lm }) => spread(endedBy(turns, lm).map(({ ms }) => ms.firstToken)),
  },
  {
    name: "confidence",
    help: "similarity (0-1) of the nearest example to the message",
    group,
    unit: "score",
    of: (turns, { lm }) =>
      spread(
        endedBy(turns, lm).map(({ confidence }) => confidence),
        [5, 50, 95],
      ),
  },
];

/** The models of a turn: the one that was asked last, and those that failed before it. */
export const modelsOf = ({ lm, faults }: MeasuredTurn): readonly string[] =>
  faults.length === 0 ? [lm] : [...new Set([...faults.map((fault) => fault.lm), lm])];

/** What went wrong with a model in a turn. A reply that its connection cut short counts, too. */
export const codesOf = ({ lm, faults, error, ended }: MeasuredTurn, of: string | undefined): readonly string[] => {
  const codes = faults.filter((fault) => fault.lm === of).map(({ code }) => code);
  if (lm !== of) return codes;
  if (isModelFault(error)) return [...codes, error];
  return ended === "cut-by-connection" ? [...codes, ended] : codes;
};

const endedBy = (turns: readonly MeasuredTurn[], lm: string | undefined) => turns.filter((turn) => turn.lm === lm);

const total = (
  turns: readonly MeasuredTurn[],
  lm: string | undefined,
  of: (turn: MeasuredTurn) => number | undefined,
) => {
  const known = endedBy(turns, lm)
    .map(of)
    .filter((value) => value !== undefined);
  return known.length === 0
    ? undefined
    : amount(
        known.reduce((sum, value) => sum + value, 0),
        known.length,
      );
};
