import type { PredictionRecord } from "../../brain/core/prediction.ts";
import { isModelFault } from "./model-fault.ts";
import type { MeasuredTurn } from "./turn-metric.ts";

/** Makes measured turns of records. One maker for all of a log: words that come again are kept once. */
export const turnMeasurer = (): ((record: PredictionRecord, rating?: "good" | "bad") => MeasuredTurn) => {
  const known = new Map<string, string>();
  const kept = (text: string): string => {
    const before = known.get(text);
    if (before !== undefined) return before;
    known.set(text, text);
    return text;
  };
  const perhaps = (text: string | null | undefined) => (text ? kept(text) : undefined);
  return (record, rating) => {
    const { metadata, output } = record;
    const { tokens } = metadata;
    const faults = faultsOf(metadata);
    const sentiment = output.extracted_slots.sentiment;
    return {
      session: kept(record.conversation_id),
      at: Date.parse(record.timestamp),
      turn: metadata.turn,
      persona: kept(metadata.persona),
      command: kept(metadata.command ?? ""),
      lm: wasAsked(record) ? kept(`${record.model.provider}:${record.model.name}`) : "none",
      pipeline: perhaps(output.next_state),
      ms: metadata.ms ?? none,
      latency: metadata.latency_ms ?? undefined,
      promptTokens: tokens.input,
      completionTokens: tokens.output,
      cost: metadata.cost ?? undefined,
      requests: requestsOf(metadata),
      byModel: metadata.by_model?.map(({ model, provider, requests, tokens: own, cost }) => ({
        lm: kept(`${provider}:${model}`),
        requests,
        promptTokens: own.input,
        completionTokens: own.output,
        cost: cost ?? undefined,
      })),
      confidence: output.confidence ?? undefined,
      sentiment: typeof sentiment === "string" ? kept(sentiment) : undefined,
      error: perhaps(metadata.error),
      faults: faults.length === 0 ? noFaults : faults.map(({ lm, code }) => ({ lm: kept(lm), code: kept(code) })),
      blocks: metadata.verdicts.filter(({ action }) => action === "block").length,
      by: perhaps(metadata.by),
      ended: perhaps(metadata.ended),
      experiment: perhaps(metadata.experiment),
      variant: perhaps(metadata.variant),
      rating,
    };
  };
};

const none: MeasuredTurn["ms"] = {};
const noFaults: MeasuredTurn["faults"] = [];

/** Attempts of the model that was asked last: those that a guard blocked, and the last one where none of them is. Others are among the faults. */
const requestsOf = ({ verdicts, by, ended }: PredictionRecord["metadata"]): number => {
  const blocked = new Set(
    verdicts.flatMap(({ side, action, attempt }) => (side === "output" && action === "block" ? [attempt] : [])),
  );
  const isLastCounted = ended === "cut-by-guard" || by === "safe" || by === "goodbye";
  return blocked.size + (isLastCounted ? 0 : 1);
};

/** What a budget refused was neither asked nor did it fail. */
const faultsOf = ({ faults = [] }: PredictionRecord["metadata"]): MeasuredTurn["faults"] =>
  faults.filter(({ code }) => code !== "over-budget");

const ownWords: ReadonlySet<string | undefined> = new Set(["goodbye", "safe", "care"]);

/** A record names the model that would have been asked also where none was: before words of the persona's own, where a budget refused it. */
const wasAsked = ({ model, metadata }: PredictionRecord): boolean => {
  if (model.name === "none") return false;
  const { by, error, by_model: parts, tokens, verdicts, prompt_hash: promptHash } = metadata;
  const lm = `${model.provider}:${model.name}`;
  const faults = faultsOf(metadata);
  const took = parts
    ? parts.some((part) => `${part.provider}:${part.model}` === lm)
    : tokens.input + tokens.output > 0 || verdicts.some(({ side, action }) => side === "output" && action === "block");
  if (took || isModelFault(error) || faults.some((fault) => fault.lm === lm)) return true;
  return !ownWords.has(by) && error !== "over-budget" && (promptHash !== null || faults.length > 0);
};
