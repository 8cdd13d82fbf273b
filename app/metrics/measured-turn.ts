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
    const { tokens, faults = [] } = metadata;
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

/** A record names the model that would have been asked also where none was. */
const wasAsked = ({ model, metadata }: PredictionRecord): boolean =>
  model.name !== "none" &&
  (metadata.prompt_hash !== null ||
    metadata.tokens.input + metadata.tokens.output > 0 ||
    (metadata.faults?.length ?? 0) > 0 ||
    isModelFault(metadata.error));
