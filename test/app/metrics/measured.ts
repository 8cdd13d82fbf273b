import type { MeasuredTurn } from "../../../app/metrics/turn-metric.ts";
import type { PredictionRecord } from "../../../brain/core/prediction.ts";

export const noon = Date.parse("2026-07-01T12:00:00Z");
export const minute = 60_000;
export const day = 86_400_000;

/** A turn that went well. */
export const measured = (turn: Partial<MeasuredTurn> = {}): MeasuredTurn => ({
  session: "s1",
  at: noon,
  turn: 1,
  persona: "Maya",
  command: "chat",
  lm: "together:large",
  pipeline: "engage",
  ms: { normalise: 1, model: 400, firstToken: 300, total: 500 },
  latency: 500,
  promptTokens: 100,
  completionTokens: 20,
  cost: 0.002,
  requests: 1,
  byModel: undefined,
  confidence: 0.5,
  sentiment: "neutral",
  error: undefined,
  faults: [],
  blocks: 0,
  by: "model",
  ended: "complete",
  experiment: undefined,
  variant: undefined,
  rating: undefined,
  ...turn,
});

type Changes = {
  readonly session?: string;
  readonly at?: number;
  readonly model?: Partial<PredictionRecord["model"]>;
  readonly metadata?: Partial<PredictionRecord["metadata"]>;
};

/** A line of the prediction log. */
export const record = ({ session = "s1", at = noon, model, metadata }: Changes = {}): PredictionRecord => ({
  conversation_id: session,
  timestamp: new Date(at).toISOString(),
  model: { name: "large", provider: "together", prompt_version: "abc", ...model },
  input: { user_text: "secret words of the user", state: null },
  output: {
    response: "secret words of the persona",
    extracted_slots: { sentiment: "neutral", hostile: false },
    confidence: 0.5,
    next_state: "engage",
  },
  metadata: {
    turn: 1,
    persona: "Maya",
    user: "user-7",
    command: "chat",
    latency_ms: 500,
    ms: { normalise: 1, model: 400, firstToken: 300, total: 500 },
    tokens: { input: 100, output: 20 },
    cost: 0.002,
    prompt_hash: "hash",
    demos: [],
    verdicts: [],
    by: "model",
    ended: "complete",
    ...metadata,
  },
});
