import type { PredictionRecord } from "../../brain/core/prediction.ts";

/**
 * A prediction as one row: every key in every row, in this order, of this type or null. Lists are texts that hold JSON;
 * `ms_*` are milliseconds, `cost` is in US dollars, `timestamp` is ISO 8601 in UTC.
 */
export const flatPrediction = ({ conversation_id, timestamp, model, input, output, metadata }: PredictionRecord) => {
  const slots = output.extracted_slots;
  return {
    conversation_id,
    timestamp,
    turn: metadata.turn,
    persona: metadata.persona,
    user: metadata.user ?? null,
    command: metadata.command ?? null,
    model_name: model.name,
    model_provider: model.provider,
    prompt_version: model.prompt_version,
    connection: metadata.connection ?? null,
    user_text: input.user_text,
    state: input.state,
    response: output.response,
    sentiment: textOf(slots.sentiment),
    sentiment_confidence: figureOf(slots.sentiment_confidence),
    hostile: truthOf(slots.hostile),
    confidence: output.confidence,
    next_state: output.next_state,
    by: metadata.by ?? null,
    ended: metadata.ended ?? null,
    error: metadata.error ?? null,
    latency_ms: metadata.latency_ms,
    ms_first_token: metadata.ms?.firstToken ?? null,
    ms_model: metadata.ms?.model ?? null,
    input_tokens: metadata.tokens.input,
    output_tokens: metadata.tokens.output,
    cost: metadata.cost,
    experiment: metadata.experiment ?? null,
    variant: metadata.variant ?? null,
    prompt_hash: metadata.prompt_hash,
    program_name: metadata.program?.name ?? null,
    program_id: metadata.program?.id ?? null,
    demos: JSON.stringify(metadata.demos),
    verdicts: JSON.stringify(metadata.verdicts),
    faults: JSON.stringify(metadata.faults ?? []),
    budgets: JSON.stringify(metadata.budgets ?? []),
    slots: JSON.stringify(slots),
    by_model: JSON.stringify(metadata.by_model ?? []),
  };
};

export type FlatPrediction = ReturnType<typeof flatPrediction>;

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
const figureOf = (value: unknown): number | null => (typeof value === "number" ? value : null);
const truthOf = (value: unknown): boolean | null => (typeof value === "boolean" ? value : null);

/** The columns' names, in their order. */
export const flatColumns: readonly (keyof FlatPrediction)[] = Object.keys(
  flatPrediction({
    conversation_id: "",
    timestamp: "",
    model: { name: "", provider: "", prompt_version: null },
    input: { user_text: null, state: null },
    output: { response: null, extracted_slots: {}, confidence: null, next_state: null },
    metadata: {
      turn: 0,
      persona: "",
      latency_ms: null,
      tokens: { input: 0, output: 0 },
      cost: null,
      prompt_hash: null,
      demos: [],
      verdicts: [],
    },
  }),
) as (keyof FlatPrediction)[]; // of an object that was just made with them
