import type { PredictionRecord } from "../../brain/core/prediction.ts";
import type { ExperimentTurn } from "../../store/experiments/experiment-log.ts";

/** Nobody's failure: who was there left, or stopped the reply. */
const left = ["abandoned", "aborted"];

/** What experiments keep of a turn: no word of it. `undefined` where it took part in none. */
export const experimentTurn = ({
  conversation_id,
  timestamp,
  metadata,
}: PredictionRecord): ExperimentTurn | undefined => {
  const { experiment, variant, error, by, verdicts } = metadata;
  if (experiment === undefined || variant === undefined) return undefined;
  return {
    experiment,
    variant,
    unit: metadata.user ?? conversation_id,
    session: conversation_id,
    turn: metadata.turn,
    at: new Date(timestamp).toISOString(),
    blocked: verdicts.some(({ side, action }) => side === "output" && action === "block"),
    failed: by === "safe" || (error !== undefined && !left.includes(error)),
    // The same as the metric `completed` says of a conversation's last turn.
    completed: by !== undefined && by !== "goodbye",
    latencyMs: metadata.latency_ms ?? undefined,
    promptTokens: metadata.tokens.input,
    completionTokens: metadata.tokens.output,
    cost: metadata.cost ?? undefined,
  };
};
