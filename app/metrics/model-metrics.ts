import { exactDollars } from "../../brain/core/dollars.ts";
import { amount, countsOf, portion, spread } from "./figures.ts";
import { isModelFault } from "./model-fault.ts";
import type { Figure, MeasuredTurn, TurnMetric } from "./turn-metric.ts";

const group = "model";

/** What is known of each model, of the turns in which it was asked. */
export const modelMetrics: readonly TurnMetric[] = [
  {
    name: "requests",
    help: "attempts at the reply, blocked and failed ones among them; of a model for something else, its calls",
    group,
    unit: "count",
    of: (turns, { lm }) => amount(turns.reduce((sum, turn) => sum + requestsTo(turn, lm), 0)),
  },
  {
    name: "failed",
    help: "of the turns in which it was asked, those in which it failed, or its reply was cut short",
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
    help: "tokens that it read",
    group,
    unit: "tokens",
    of: (turns, { lm }) => total(turns, lm, ({ promptTokens }) => promptTokens),
  },
  {
    name: "tokens-out",
    help: "tokens that it wrote",
    group,
    unit: "tokens",
    of: (turns, { lm }) => total(turns, lm, ({ completionTokens }) => completionTokens),
  },
  {
    name: "cost",
    help: "US dollars that it came to, where its price is known",
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

/** The models of a turn: the one that was asked last, those that failed before it, and all others that took part. */
export const modelsOf = ({ lm, faults, byModel = [] }: MeasuredTurn): readonly string[] =>
  faults.length + byModel.length === 0
    ? [lm]
    : [...new Set([...faults.map((fault) => fault.lm), ...byModel.map((part) => part.lm), lm])];

/** How often a model was asked in a turn that it took part in. */
export const requestsTo = (turn: MeasuredTurn, lm: string | undefined): number => {
  const part = turn.byModel?.find((each) => each.lm === lm);
  if (part !== undefined) return part.requests;
  const failed = turn.faults.filter((fault) => fault.lm === lm).length;
  const own = turn.byModel === undefined && turn.lm === lm ? turn.requests : 0;
  return Math.max(1, failed + own);
};

/** Tokens and cost of each model of a turn. Older records tell them of the turn alone: then they are of the model that was asked last. */
export const partsOf = ({ byModel, lm, promptTokens, completionTokens, cost }: MeasuredTurn): readonly Took[] =>
  byModel ?? [{ lm, promptTokens, completionTokens, cost }];

export type Took = Pick<MeasuredTurn, "lm" | "promptTokens" | "completionTokens" | "cost">;

/** What went wrong with a model in a turn. A reply that its connection cut short counts, too. */
export const codesOf = ({ lm, faults, error, ended }: MeasuredTurn, of: string | undefined): readonly string[] => {
  const codes = faults.filter((fault) => fault.lm === of).map(({ code }) => code);
  if (lm !== of) return codes;
  if (isModelFault(error)) return [...codes, error];
  return ended === "cut-by-connection" ? [...codes, ended] : codes;
};

/** The model whose reply, or fault, a turn ended with: a goodbye is none's, though one may have been asked before. */
export const enderOf = ({ lm, by }: MeasuredTurn): string => (by === "goodbye" ? "none" : lm);

const endedBy = (turns: readonly MeasuredTurn[], lm: string | undefined) =>
  turns.filter((turn) => enderOf(turn) === lm);

const total = (
  turns: readonly MeasuredTurn[],
  lm: string | undefined,
  of: (took: Took) => number | undefined,
): Figure | undefined => {
  let [sum, known] = [0, 0];
  for (const turn of turns) {
    const took = partsOf(turn).find((part) => part.lm === lm);
    const value = took && of(took);
    if (value === undefined) continue;
    sum += value;
    known++;
  }
  // Tokens are whole anyway.
  return known === 0 ? undefined : amount(exactDollars(sum), known);
};
